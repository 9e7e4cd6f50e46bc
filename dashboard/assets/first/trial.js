/* Asks which trial is the newest, and loads the page again when it is another than that of the page.
   While there are mistakes it goes to the page that shows them, and from there back when they are mended. */
(function () {
  "use strict";
  var self = document.currentScript.dataset;

  function follow(state) {
    if (String(state.number) === self.number) return later();
    if (!state.good && !self.back) {
      var here = window.location.pathname + window.location.search;
      window.location.assign(self.place + "/check?back=" + encodeURIComponent(here));
    } else if (state.good && self.back) {
      window.location.replace(self.back);
    } else {
      window.location.reload();
    }
  }

  function look() {
    fetch(self.place + "/state", { cache: "no-store" })
      .then(function (answer) {
        return answer.json();
      })
      .then(follow)
      .catch(later); /* the trial may have been stopped: it may come again */
  }

  function later() {
    window.setTimeout(look, 150);
  }

  later();
})();
