// The search over the questions: words in any order, in any of the three languages.
"use strict";

(() => {
  const list = document.querySelector(".questions");
  const field = document.getElementById("search");
  const found = document.getElementById("found");

  // Letters that people write one for the other are one; marks and tatweel are nothing.
  const fold = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/g, "")
      .replace(/[أإآٱ]/g, "ا")
      .replace(/ى/g, "ي")
      .replace(/ة/g, "ه")
      .toLowerCase();

  const groups = [...list.querySelectorAll(".group")].map((element) => ({
    element,
    open: element.open,
    rows: [...element.querySelectorAll("li")].map((row) => ({ row, words: fold(row.dataset.words) })),
  }));

  const search = () => {
    const wanted = fold(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const group of groups) {
      let here = 0;
      for (const { row, words } of group.rows) {
        row.hidden = !wanted.every((word) => words.includes(word));
        here += row.hidden ? 0 : 1;
      }
      group.element.hidden = here === 0;
      group.element.open = wanted.length > 0 ? here > 0 : group.open;
      count += here;
    }
    found.textContent = wanted.length > 0 ? list.dataset.found.replace("{count}", String(count)) : "";
  };

  field.closest(".search").hidden = false;
  field.addEventListener("input", search);
  if (field.value) search();
})();
