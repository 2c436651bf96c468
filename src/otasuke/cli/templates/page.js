(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var language = document.getElementById("language");
  language.addEventListener("click", function () {
    var next = root.dataset.lang === "ja" ? "en" : "ja";
    root.dataset.lang = next;
    root.lang = next;
    document.title = document.getElementById("title-" + next).textContent;
    search.placeholder = search.dataset[next];
  });
  var search = document.getElementById("search");
  var boxes = Array.prototype.slice.call(document.querySelectorAll(".tools input[type=checkbox]"));
  var groups = Array.prototype.slice.call(document.querySelectorAll("#findings details"));
  var texts = groups.map(function (group) { return group.textContent.normalize("NFKC").toLowerCase(); });
  var shown = document.querySelectorAll(".shown");
  function filter() {
    var words = search.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    var levels = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var count = 0;
    groups.forEach(function (group, i) {
      var fits = levels.indexOf(group.dataset.level) >= 0 &&
        words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      group.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.forEach(function (place) { place.textContent = count; });
  }
  var waiting = 0;
  search.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  boxes.forEach(function (box) { box.addEventListener("change", filter); });
})();
