"use strict";
// Shows what lies in the page's blocks of JSON. Texts come from outside: they are only ever set as
// text, and addresses only as links that the program has found to be of the web.
(() => {
  const STEP = 120;
  const byId = (id) => document.getElementById(id);
  const data = (name) => JSON.parse(byId(`data-${name}`).textContent);
  const images = data("images");
  const people = data("people");
  const imageOf = new Map(images.map((image) => [image.filename, image]));
  const lists = ["tags", "colors", "r", "g", "b", "thousandths"];
  const peopleLists = ["favorite_colors", "favorite_tags", "favorite_images", "recommended", "scores", "reasons"];
  for (const image of images) for (const list of lists) image[list] ??= [];
  for (const person of people) for (const list of peopleLists) person[list] ??= [];

  const number = (value) => Number(value).toLocaleString("en");
  const counted = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;
  const folded = (text) => String(text ?? "").normalize("NFKC").toLowerCase();
  const called = (image) => image.title || image.filename;

  // An element with attributes and children; a text becomes a node of text.
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const on = (element, event, listener) => {
    element.addEventListener(event, listener);
    return element;
  };
  const rgb = (image, at) => `rgb(${image.r[at]} ${image.g[at]} ${image.b[at]})`;
  const colored = (element, color) => {
    element.style.backgroundColor = color;
    return element;
  };

  const countsOf = (rows, list) => {
    const counts = new Map();
    for (const row of rows) for (const value of new Set(row[list])) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };

  // Pictures are decoded when they come near the window.
  const pending = new WeakMap();
  const nearby = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      nearby.unobserve(target);
      target.src = pending.get(target);
    }
  }, { rootMargin: "600px" });
  const picture = (image, words, attributes = {}) => {
    if (!image.thumbnail) return null;
    const shown = make("img", { alt: words, decoding: "async", width: 160, height: 120, ...attributes });
    pending.set(shown, `data:image/jpeg;base64,${image.thumbnail}`);
    nearby.observe(shown);
    return shown;
  };
  // The palette as a bar, each colour as wide as its share.
  const strip = (image, name) => {
    const parts = image.r.map((_, at) => {
      const part = colored(make("span"), rgb(image, at));
      part.style.flexGrow = String(Math.max(image.thousandths[at], 1));
      return part;
    });
    return make("span", { class: name, "aria-hidden": "true" }, ...parts);
  };
  const card = (image) => {
    const frame = make("span", { class: "frame" }, picture(image, ""));
    if (!image.thumbnail && image.r.length) colored(frame, rgb(image, 0));
    const name = make("span", { class: "name", dir: "auto" }, called(image));
    const button = make("button", { type: "button", class: "card", "aria-haspopup": "dialog" }, frame, strip(image, "strip"), name);
    return on(button, "click", () => open(image, button));
  };

  // The state of the search; the address keeps it.
  const fields = { words: byId("words"), tag: byId("tag"), orientation: byId("orientation"), liker: byId("liker"), order: byId("order") };
  const chosen = new Set();
  let found = [];
  let shown = 0;

  const matches = () => {
    const words = folded(fields.words.value).split(/\s+/).filter(Boolean);
    const tag = folded(fields.tag.value).trim();
    const orientation = fields.orientation.value;
    const liker = people.find((person) => person.user_id === fields.liker.value);
    const liked = liker && new Set(liker.favorite_images);
    return images.filter((image) => {
      image.words ??= folded([image.title, image.filename, image.author, image.tags.join(" ")].join(" "));
      return words.every((word) => image.words.includes(word))
        && (!tag || image.tags.some((own) => folded(own) === tag))
        && (!orientation || image.orientation === orientation)
        && (!liked || liked.has(image.filename))
        && [...chosen].every((color) => image.colors.includes(color));
    });
  };
  const grow = () => {
    const grid = byId("grid");
    const next = found.slice(shown, shown + STEP);
    grid.append(...next.map((image) => make("li", {}, card(image))));
    shown += next.length;
    byId("more").hidden = shown >= found.length;
    return grid.children[shown - next.length];
  };
  const search = () => {
    found = matches();
    if (fields.order.value === "likes") found.sort((a, b) => b.likes - a.likes);
    shown = 0;
    byId("grid").replaceChildren();
    const all = found.length === images.length;
    byId("count").textContent = found.length === 0 ? "No image is like that. Clear a part of the search."
      : all ? counted(found.length, "image", "images")
        : `${number(found.length)} of ${counted(images.length, "image", "images")}`;
    grow();
    remember();
  };
  const remember = () => {
    const state = new URLSearchParams();
    for (const [name, field] of Object.entries(fields)) {
      if (field.value && !(name === "order" && field.value === "name")) state.set(name, field.value);
    }
    for (const color of chosen) state.append("color", color);
    const text = state.toString();
    // Some browsers keep no history for pages from disk.
    if (parts.some((part) => part.id === location.hash.slice(1)) && !text) return;
    try { history.replaceState(null, "", text ? `#?${text}` : location.href.split("#")[0]); } catch { /* goes on without */ }
  };
  const recall = () => {
    if (!location.hash.startsWith("#?")) return;
    const state = new URLSearchParams(location.hash.slice(2));
    for (const [name, field] of Object.entries(fields)) if (state.has(name)) field.value = state.get(name);
    for (const color of state.getAll("color")) chosen.add(color);
  };
  const pressed = () => {
    for (const chip of byId("colors").children) chip.setAttribute("aria-pressed", String(chosen.has(chip.value)));
  };
  const searchForTag = (tag) => {
    byId("detail").close();
    byId("filter").reset();
    fields.tag.value = tag;
    view("images");
    byId("images").focus();
  };

  // One part of the page at a time: the address names it, or is a search.
  const parts = [...document.querySelectorAll("main > section")];
  const view = (name) => {
    for (const part of parts) part.hidden = part.id !== name;
    for (const one of document.querySelectorAll("nav a")) {
      if (one.hash === `#${name}`) one.setAttribute("aria-current", "page");
      else one.removeAttribute("aria-current");
    }
  };
  const viewAddressed = () => {
    const named = location.hash.slice(1);
    view(parts.some((part) => part.id === named) ? named : "images");
  };

  const link = (address, words) => {
    if (!/^https?:\/\//i.test(address ?? "")) return words;
    return make("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, words);
  };
  const tagChip = (tag) => {
    const chip = make("button", { type: "button", class: "chip", dir: "auto" }, tag);
    return on(chip, "click", () => searchForTag(tag));
  };
  const facts = (image) => {
    const rows = [
      ["Author", image.author || "unknown"],
      ["Licence", link(image.license_url, image.license || "unknown")],
      ["Source", link(image.source_url, image.source_url ? "where it comes from" : "unknown")],
      ["File", image.filename],
      ["Size", image.width ? `${number(image.width)} × ${number(image.height)} px, ${image.orientation ?? ""}` : "unknown"],
      ["Taken", image.date_taken && image.date_taken.replace("T", " ")],
      ["Camera", image.camera_model],
      ["Liked by", counted(image.likes, "person", "people")],
    ];
    const list = make("dl");
    for (const [name, value] of rows) {
      if (value) list.append(make("dt", {}, name), make("dd", { dir: "auto" }, value));
    }
    return list;
  };
  const isBeside = document.documentElement.hasAttribute("data-images-beside");
  const fileOf = (image) => `images/${encodeURIComponent(image.filename)}`;
  // The file itself where it lies beside the page, else the thumbnail.
  const largest = (image) => {
    const small = image.thumbnail && `data:image/jpeg;base64,${image.thumbnail}`;
    const first = isBeside ? fileOf(image) : small;
    if (!first) return null;
    const large = make("img", { alt: `Image: ${called(image)}`, class: "large", src: first });
    return on(large, "error", () => {
      if (small && large.src !== small) large.src = small;
      else large.remove();
    });
  };
  let opener = null;
  const open = (image, from) => {
    const dialog = byId("detail");
    const close = on(make("button", { type: "button" }, "Close"), "click", () => dialog.close());
    const bar = make("div", { class: "bar" }, make("h3", { id: "detail-title", dir: "auto" }, called(image)), close);
    const large = largest(image);
    const swatches = make("ul", { class: "swatches", "aria-label": "Colours" });
    image.r.forEach((_, at) => {
      const words = `${image.colors[at]} ${(image.thousandths[at] / 10).toFixed(0)} %`;
      swatches.append(make("li", {}, colored(make("span", { class: "dot" }), rgb(image, at)), words));
    });
    const parts = [bar, large];
    if (isBeside) parts.push(make("p", {}, make("a", { href: fileOf(image), target: "_blank" }, "Open the image in full size")));
    if (image.r.length) parts.push(strip(image, "palette"), swatches);
    parts.push(facts(image));
    if (image.tags.length) parts.push(make("div", { class: "tags", role: "group", "aria-label": "Tags" }, ...image.tags.map(tagChip)));
    dialog.replaceChildren(...parts.filter(Boolean));
    if (!dialog.open) opener = from;
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    close.focus();
  };
  on(byId("detail"), "close", () => opener?.isConnected && opener.focus());
  on(byId("detail"), "click", (event) => event.target === byId("detail") && byId("detail").close());

  const listed = (values) => values.length ? values.join(", ") : "none";
  const pick = (person, at) => {
    const image = imageOf.get(person.recommended[at]);
    const name = make("strong", { dir: "auto" }, image ? called(image) : person.recommended[at]);
    const score = make("span", { class: "quiet" }, ` score ${Number(person.scores[at]).toFixed(2)}`);
    const words = make("div", {}, make("p", {}, name, score), make("p", { dir: "auto" }, person.reasons[at]));
    return make("li", { class: "pick" }, image ? card(image) : make("span"), words);
  };
  const profile = () => {
    const person = people.find((one) => one.user_id === byId("person").value);
    if (!person) return byId("profile").replaceChildren(make("p", { class: "note" }, "Nobody has favourites yet."));
    const favorites = person.favorite_images.map((name) => imageOf.get(name)).filter(Boolean);
    const likes = make("dl", {},
      make("dt", {}, "Favourite colours"), make("dd", {}, listed(person.favorite_colors)),
      make("dt", {}, "Favourite tags"), make("dd", { dir: "auto" }, listed(person.favorite_tags)),
      make("dt", {}, "Orientation, size"), make("dd", {}, listed([person.favorite_orientation, person.favorite_size].filter(Boolean))));
    const picks = make("ol", { class: "picks" }, ...person.recommended.map((_, at) => pick(person, at)));
    const row = make("ul", { class: "row" }, ...favorites.map((image) => make("li", {}, card(image))));
    byId("profile").replaceChildren(
      likes,
      make("h3", {}, "Recommended, and why"),
      person.recommended.length ? picks : make("p", { class: "note" }, "Nothing is recommended."),
      make("h3", {}, `Favourites (${number(favorites.length)})`),
      favorites.length ? row : make("p", { class: "note" }, "No favourites in this collection."));
  };

  const options = (select, values, all) => {
    const option = ([value, words]) => make("option", { value }, words);
    select.replaceChildren(...(all ? [option(["", all])] : []), ...values.map(option));
  };
  const examples = JSON.parse(byId("colors").dataset.examples);
  for (const [color, count] of countsOf(images, "colors")) {
    const dot = colored(make("span", { class: "dot", "aria-hidden": "true" }), examples[color] ?? "#969696");
    const chip = make("button", { type: "button", class: "chip", value: color, "aria-pressed": "false" }, dot, `${color} ${number(count)}`);
    byId("colors").append(on(chip, "click", () => {
      if (!chosen.delete(color)) chosen.add(color);
      pressed();
      search();
    }));
  }
  byId("tags").append(...countsOf(images, "tags").map(([tag, count]) => make("option", { value: tag, label: counted(count, "image", "images") })));
  const orientations = countsOf(images.map((image) => ({ of: image.orientation ? [image.orientation] : [] })), "of");
  options(fields.orientation, orientations.map(([value, count]) => [value, `${value} (${number(count)})`]), "any");
  const names = people.map((person) => [person.user_id, person.user_id]);
  options(fields.liker, names, "anybody or nobody");
  options(byId("person"), names);

  let waiting = 0;
  for (const field of Object.values(fields)) {
    on(field, "input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, 120);
    });
  }
  on(byId("filter"), "submit", (event) => { event.preventDefault(); search(); });
  on(byId("filter"), "reset", () => {
    chosen.clear();
    pressed();
    // The fields are empty only after this.
    setTimeout(search);
  });
  on(byId("more"), "click", () => grow()?.querySelector("button").focus());
  const end = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    grow();
    // It tells of changes only, and the end may still be in sight.
    end.unobserve(byId("more"));
    end.observe(byId("more"));
  }, { rootMargin: "800px" });
  end.observe(byId("more"));
  on(byId("person"), "change", profile);
  on(window, "hashchange", viewAddressed);
  viewAddressed();
  recall();
  pressed();
  search();
  profile();
})();
