(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // The theme: as the system has it, or the one that was chosen for as long as the page is open.
  const theme = document.getElementById("theme");
  const themes = ["system", "light", "dark"];
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme || "system") + 1) % themes.length];
    root.dataset.theme = next;
    theme.querySelector("span").textContent = next;
  });

  const counted = (number) => number.toLocaleString("en");

  // A list of which only some items are in the page at a time; the others wait outside of it.
  class Pager {
    constructor(box) {
      const own = (selector) => [...box.querySelectorAll(selector)].filter((one) => one.closest("[data-pager]") === box);
      this.box = box;
      this.size = Number(box.dataset.pager);
      this.first = 0;
      this.limit = this.size;
      this.list = own("[data-items]")[0];
      this.status = own("[data-status]")[0];
      this.form = own("[data-filters]")[0];
      this.foot = own("[data-foot]")[0];
      this.rest = own("[data-rest]")[0];
      this.items = this.list ? [...this.list.children] : [];
      this.total = Number(box.dataset.total) || this.items.length;
      this.texts = new Map();
      if (!this.list) return;
      if (this.foot) {
        this.foot.querySelector("button").addEventListener("click", () => this.grow());
      }
      if (this.form) this.wire();
      this.show(false);
    }

    wire() {
      this.form.hidden = false;
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("reset", () => setTimeout(() => this.filter(), 0));
      this.form.addEventListener("input", () => this.filter());
    }

    // The items that readers without scripts see stand in a noscript element: text, until they are wanted.
    load() {
      if (!this.rest) return;
      const parsed = new DOMParser().parseFromString(this.rest.textContent, "text/html");
      this.rest.remove();
      this.rest = null;
      const others = parsed.querySelector("[data-others]");
      if (others) this.items.push(...others.children);
    }

    text(item) {
      if (!this.texts.has(item)) this.texts.set(item, item.textContent.replace(/\s+/g, " ").toLowerCase());
      return this.texts.get(item);
    }

    found() {
      this.load();
      if (!this.form) return this.items;
      const words = [...this.form.querySelectorAll("[data-text]")].flatMap((field) => field.value.toLowerCase().split(/\s+/)).filter(Boolean);
      const equal = [...this.form.querySelectorAll("select")].filter((select) => select.value).map((select) => [select.dataset.by, select.value]);
      const ticked = [...this.form.querySelectorAll("[data-only]")].filter((box) => box.checked).map((box) => box.dataset.only);
      return this.items.filter(
        (item) =>
          equal.every(([key, value]) => item.dataset[key] === value) &&
          ticked.every((key) => key in item.dataset) &&
          words.every((word) => this.text(item).includes(word)),
      );
    }

    filter() {
      this.first = 0;
      this.limit = this.size;
      this.show(true);
    }

    // More of the list; at its end, where it began further down, the beginning again.
    grow() {
      const ended = this.first + this.limit >= this.found().length;
      if (ended) this.first = 0;
      this.limit = ended ? this.size : this.limit + this.size;
      this.show(true);
      if (this.foot.hidden) this.box.querySelector("h2, .scroll, a, summary")?.focus();
    }

    show(said) {
      const found = said ? this.found() : this.items;
      const number = said ? found.length : this.total;
      const end = Math.min(this.first + this.limit, found.length);
      this.list.replaceChildren(...found.slice(this.first, end));
      const whole = end - this.first === number;
      if (this.foot) {
        this.foot.hidden = whole;
        this.foot.querySelector("button").textContent = end < number ? "Show more" : "Show the first";
      }
      if (!this.status) return;
      const many = number === 1 ? this.box.dataset.one : this.box.dataset.many;
      const all = number === this.total ? "" : ` of ${counted(this.total)}`;
      const part = whole ? "" : this.first ? `, ${counted(this.first + 1)} to ${counted(end)} shown` : `, ${counted(end)} shown`;
      this.status.hidden = !said && whole && !this.form;
      this.status.textContent = number ? `${counted(number)}${all} ${many}${part}` : `No ${this.box.dataset.one} is like that`;
    }

    // Show the part of the list that an item is in, whatever the filters say.
    reveal(item) {
      for (const field of this.form && !this.found().includes(item) ? this.form.elements : []) {
        if (field.type === "checkbox") field.checked = false;
        else if (field.type !== "reset") field.value = "";
      }
      this.first = Math.floor(this.found().indexOf(item) / this.size) * this.size;
      this.limit = this.size;
      this.show(true);
    }
  }

  const pagers = [...document.querySelectorAll("[data-pager]")].map((box) => new Pager(box));

  // A link to a part that waits outside of the page, or is folded, brings it back and opens it.
  const open = (hash) => {
    const id = hash.slice(1);
    if (!/^[a-z]+(-[0-9]+)?$/.test(id)) return;
    let part = document.getElementById(id);
    for (const pager of part ? [] : pagers) {
      if (pager.rest?.textContent.includes(`id="${id}"`)) pager.load();
      const item = pager.items.find((one) => one.querySelector(`#${id}`));
      if (!item) continue;
      pager.reveal(item);
      part = document.getElementById(id);
    }
    if (!part) return;
    for (let fold = part.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    part.scrollIntoView({ block: "start" });
    if (part.matches("[tabindex]")) part.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) setTimeout(() => open(link.getAttribute("href")), 0);
  });
  addEventListener("hashchange", () => location.hash && open(location.hash));
  if (location.hash) open(location.hash);

  // On paper everything is unfolded, as far as it can be read there.
  let folded = [];
  addEventListener("beforeprint", () => {
    for (const pager of pagers.filter((one) => one.list)) {
      pager.before = [pager.first, pager.limit];
      pager.first = 0;
      pager.limit = Math.max(pager.limit, 500);
      pager.show(true);
    }
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
    for (const pager of pagers.filter((one) => one.list)) {
      [pager.first, pager.limit] = pager.before;
      pager.show(true);
    }
  });
})();
