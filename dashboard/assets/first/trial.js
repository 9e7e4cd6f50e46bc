/* Asks which trial is the newest, and loads the page again when it is another than that of the page.
   A mistake is shown on the page of the indicator, outcome or source that it was made in, and marked
   beside every link to that page. Where a page has none of them, the page that lists all of them is
   shown, and from there the one before once they are mended. */
(function () {
  "use strict";
  var self = document.currentScript.dataset;
  var mistakes = [];
  var known = ""; /* of which trial the mistakes are: they come once */

  function made(tag, name, text) {
    var one = document.createElement(tag);
    one.className = name;
    one.textContent = text || "";
    return one;
  }

  function counted(count) {
    return count + (count === 1 ? " mistake" : " mistakes");
  }

  function all(number) {
    return self.place + "/check?back=" + encodeURIComponent(window.location.pathname + window.location.search) +
      (number ? "#mistake-" + number : "");
  }

  function linksTo(page) {
    return document.querySelectorAll('main a[href="' + page + '"], main a[href^="' + page + '?"]');
  }

  function isHere(mistake) {
    return mistake.page && (mistake.page === window.location.pathname || linksTo(mistake.page).length > 0);
  }

  function told(mistake) {
    var box = made("section", "sheet mistake here");
    var title = made("h2", "");
    var more = made("p", "");
    var link = made("a", "", "More about " + mistake.code);
    title.append(made("code", "", mistake.place));
    box.append(title, made("p", "", mistake.message));
    if (mistake.line) {
      var line = made("pre", "");
      line.append(mistake.line[0], made("mark", "", mistake.line[1]), mistake.line[2]);
      box.append(line);
    }
    link.href = all(mistake.number);
    more.append(link);
    box.append(more);
    return box;
  }

  /* Pages are put together anew when somebody goes on to another, so this is done again then. */
  function show() {
    var main = document.querySelector("main");
    if (!main || main.querySelector(".here, .trial-mark")) return;
    var own = mistakes.filter(function (one) { return one.page === window.location.pathname; });
    main.prepend.apply(main, own.map(told));
    var pages = {};
    mistakes.forEach(function (one) { (pages[one.page] = pages[one.page] || []).push(one); });
    Object.keys(pages).forEach(function (page) {
      if (!page || page === window.location.pathname) return;
      linksTo(page).forEach(function (link) {
        var mark = made("a", "trial-mark", counted(pages[page].length));
        mark.href = all(pages[page][0].number);
        link.after(" ", mark);
      });
    });
  }

  function follow(state) {
    if (state.mistakes) mistakes = state.mistakes;
    known = state.number;
    if (String(state.number) === self.number) {
      if (!self.back) show();
      return later();
    }
    if (!state.good && !self.back && !mistakes.some(isHere)) {
      window.location.assign(all());
    } else if (state.good && self.back) {
      window.location.replace(self.back);
    } else {
      window.location.reload();
    }
  }

  function look() {
    fetch(self.place + "/state?known=" + known, { cache: "no-store" })
      .then(function (answer) {
        return answer.json();
      })
      .then(follow)
      .catch(later); /* the trial may have been stopped: it may come again */
  }

  function later() {
    window.setTimeout(look, 50);
  }

  later();
})();
