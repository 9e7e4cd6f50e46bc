/* The browser's side of a page: one React component without a build step, and how people move.

   The server has already written the first page into #first-page. The component adopts those very
   nodes, so nothing flickers and nothing that a reader has opened closes. Later pages come from
   Dash's callback as markup that our templates escaped. */
(function () {
  "use strict";
  var moved = false; /* somebody has followed a link since the document was loaded */
  var shown = null; /* the address of the page, once the component has it */
  var ask = function () {}; /* tells Dash of a property, once the component is there */
  var opener = null; /* the button that opened the chart for exploring */

  function byId(id) {
    return document.getElementById(id);
  }

  /* ---- the component ---- */

  function Served(props) {
    var box = React.useRef(null);
    React.useLayoutEffect(
      function () {
        if (!props.shown) return;
        show(box.current, props.shown);
        shown = props.shown.address;
      },
      [props.shown]
    );
    React.useEffect(function () {
      ask = props.setProps;
    });
    React.useEffect(function () {
      var first = byId("first-page");
      if (first) props.setProps({ has: first.dataset.address });
    }, []);
    return React.createElement("div", { id: props.id, ref: box });
  }

  function show(box, page) {
    var first = byId("first-page");
    var same = first && first.dataset.address === page.address;
    if (same) box.replaceChildren.apply(box, first.childNodes);
    if (first) {
      first.remove();
      ask({ has: "" });
    }
    if (same) return;
    if (page.html === undefined) {
      location.reload();
      return;
    }
    var focused = box.contains(document.activeElement) ? document.activeElement.id : "";
    box.innerHTML = page.html;
    document.title = page.title;
    if (shown) arrive(page, focused);
  }

  /* A new page is announced and gets the focus; a new month keeps the focus on its selector. */
  function arrive(page, focused) {
    var samePath = shown.split("?")[0] === page.address.split("?")[0];
    var target = (samePath && focused && byId(focused)) || byId("main");
    target.focus({ preventScroll: true });
    byId("announcement").textContent = page.title;
    if (!samePath || history.state || location.hash) rest();
  }

  /* What an entry of the history keeps of a page: how far down the reader was, and what was open. */
  function place() {
    var open = [];
    parts().forEach(function (one, at) {
      if (one.open) open.push(at);
    });
    return { y: window.scrollY, open: open };
  }

  function parts() {
    return document.querySelectorAll("main details");
  }

  /* Go to where the reader was on this entry of the history, else to what the address names. */
  function rest() {
    var anchor = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    var open = (history.state && history.state.open) || [];
    parts().forEach(function (one, at) {
      if (open.indexOf(at) >= 0) one.open = true;
    });
    if (history.state) window.scrollTo(0, history.state.y || 0);
    else if (anchor) anchor.scrollIntoView();
    else window.scrollTo(0, 0);
  }

  window.fingerpost = { Served: Served };

  /* ---- moving about ---- */

  function go(address) {
    if (!window.DashRenderer || !document.querySelector("#react-entry-point #page")) {
      location.assign(address);
      return;
    }
    history.replaceState(place(), "");
    history.pushState(null, "", address);
    moved = true;
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-spa]");
    if (!link || event.defaultPrevented || event.button) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.href);
  });

  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-choose]");
    if (form) go(form.getAttribute("action") + "?" + new URLSearchParams(new FormData(form)));
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-theme-toggle]")) window.fingerpostTheme.toggle();
  });

  /* The next page fails to come when the service was started anew: then load it whole. */
  var fetchNow = window.fetch;
  window.fetch = function () {
    return fetchNow.apply(window, arguments).then(
      function (answer) {
        if (!answer.ok && moved) location.reload();
        return answer;
      },
      function (failure) {
        if (moved) location.reload();
        throw failure;
      }
    );
  };

  /* The browser restores a place before the page is there; we do it when it is. */
  history.scrollRestoration = "manual";
  var resting;
  window.addEventListener("scroll", function () {
    clearTimeout(resting);
    resting = setTimeout(function () {
      history.replaceState(place(), "");
    }, 200);
  });
  window.addEventListener("popstate", function () {
    clearTimeout(resting);
    if (!shown || location.pathname + location.search === shown) rest();
    else moved = true;
  });

  /* ---- presenting: arrow keys press the links that say where they lead ---- */

  var KEYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev", Escape: "up" };
  document.addEventListener("keydown", function (event) {
    var screen = document.querySelector("main.present");
    if (!screen || !KEYS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    var link = screen.querySelector('a[rel="' + KEYS[event.key] + '"]');
    if (!link) return;
    event.preventDefault();
    go(link.href);
  });

  /* ---- small screens: what is on track begins folded ---- */

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-unfold]");
    if (!button) return;
    var folded = byId(button.dataset.unfold).classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!folded));
  });

  /* ---- a paper takes its time: say that it is being made, and how that ended ---- */

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-slow]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.getAttribute("aria-disabled")) return;
    link.setAttribute("aria-disabled", "true");
    tell(link, "The paper is being made.");
    fetchNow(link.href)
      .then(function (answer) {
        if (!answer.ok) return answer.text().then(refusal);
        if (answer.headers.get("Content-Disposition")) return save(answer).then(saved);
        window.location.assign(link.href); /* somebody before us asks for a password, say */
        return "";
      })
      .catch(function () {
        return "The paper could not be made: the service did not answer. Try again in a moment.";
      })
      .then(function (words) {
        link.removeAttribute("aria-disabled");
        tell(link, words);
      });
  });

  function tell(link, words) {
    byId("announcement").textContent = words;
    link.nextElementSibling.textContent = ". " + words;
  }

  function saved() {
    return "The paper is made. Your browser has saved it, or asks where to.";
  }

  /* An answer that is no file is one of our pages, which says in its first sentence why. */
  function refusal(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var why = page.querySelector(".message p");
    return "The paper was not made. " + (why ? why.textContent : "Load this page again.");
  }

  function save(answer) {
    var named = /filename="([^"]*)"/.exec(answer.headers.get("Content-Disposition") || "");
    return answer.blob().then(function (file) {
      var handle = document.createElement("a");
      handle.href = URL.createObjectURL(file);
      handle.download = named ? named[1] : "";
      handle.click();
      setTimeout(URL.revokeObjectURL, 60000, handle.href);
    });
  }

  /* ---- the chart for exploring ---- */

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-explore]");
    var dialog = byId("explorer");
    if (button && dialog) {
      opener = button;
      dialog.showModal();
      ask({
        asked: {
          indicator: button.dataset.explore,
          search: location.search,
          theme: document.documentElement.dataset.theme,
          time: Date.now(),
        },
      });
    }
    if (event.target.id === "explorer-close") dialog.close();
  });

  document.addEventListener(
    "close",
    function () {
      if (opener && opener.isConnected) opener.focus();
    },
    true
  );

  /* ---- first page ---- */

  if (history.state || location.hash) rest();
})();
