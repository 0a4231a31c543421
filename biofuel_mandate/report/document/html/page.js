"use strict";
// Without this, a number leads to its section at the end of the page; with it, to a box that shows
// the section, and those of what it is made of inside it.
(() => {
  const box = document.getElementById("page_dialog");
  let opener = null;

  const make = (name, look, ...content) => {
    const made = document.createElement(name);
    if (look) made.className = look;
    made.append(...content);
    return made;
  };

  const copies = (nodes) => [...nodes].map((node) => node.cloneNode(true));

  // What a section tells beside its number: how, source, and each input as an entry of its own.
  const told = (section) => {
    const found = make("div", "told");
    for (const part of section.children) {
      if (part.matches(".inputs")) {
        const links = [...part.querySelectorAll("a")];
        found.append(make("ul", "", ...links.map((link) => make("li", "", entry(link)))));
      } else if (!part.matches(".head, .back")) {
        found.append(part.cloneNode(true));
      }
    }
    return found;
  };

  const entry = (link) => {
    const section = document.getElementById(link.hash.slice(1));
    const name = copies(link.childNodes);
    if (!section.querySelector(".inputs")) {
      return make("div", "", make("p", "head", ...name), told(section));
    }
    const folded = make("details", "", make("summary", "", ...name));
    folded.addEventListener("toggle", () => folded.append(told(section)), { once: true });
    return folded;
  };

  const show = (link) => {
    const section = document.getElementById(link.hash.slice(1));
    const lead = make("p", "head", ...copies(section.querySelector(".head").childNodes));
    const number = link.textContent.trim();
    const title = document.getElementById("page_dialog_title");
    const body = box.querySelector(".body");
    title.textContent = title.dataset.heading.replace("{number}", () => number);
    body.replaceChildren(make("ul", "", make("li", "", lead, told(section))));
    opener = link;
    box.showModal();
    body.scrollTop = 0;
  };

  if (box && box.showModal) {
    for (const link of document.querySelectorAll("a.number")) {
      link.setAttribute("aria-haspopup", "dialog");
    }
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a.number");
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (!link || elsewhere) return;
      event.preventDefault();
      show(link);
    });
    // The box fills the dialog, so what is clicked beside it is the dialog itself.
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close();
    });
    box.querySelector("button").addEventListener("click", () => box.close());
    box.addEventListener("close", () => {
      if (opener) opener.focus();
    });
  }

  // What fits needs no stop of the keyboard; what does not shows that there is more of it.
  const regions = [...document.querySelectorAll(".scroll")];
  const more = (region) => {
    const left = region.scrollWidth - region.clientWidth - region.scrollLeft;
    region.classList.toggle("more", left > 1);
  };
  const fit = () => {
    for (const region of regions) {
      if (region.scrollWidth > region.clientWidth) region.setAttribute("tabindex", "0");
      else region.removeAttribute("tabindex");
      more(region);
    }
  };
  for (const region of regions) region.addEventListener("scroll", () => more(region));
  window.addEventListener("resize", fit);
  fit();
})();
