"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { report, layout } = data;
  const resources = report.resources;
  const app = document.getElementById("app");
  const SVG = "http://www.w3.org/2000/svg";
  const CLASS = { create: "create", finish: "create", update: "update", replace: "replace", delete: "delete" };
  const classOf = (resource) => CLASS[resource.action] || "other";

  // Text is only ever set as text, so that no name or value becomes markup.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const draw = (tag, attributes = {}) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const seconds = (ms) => (ms < 10000 ? (ms / 1000).toFixed(1) + " s"
    : ms < 60000 ? Math.floor(ms / 1000) + " s" : Math.floor(ms / 60000) + " min " + Math.floor((ms % 60000) / 1000) + " s");

  // ---- filters

  const distinct = (of) => [...new Set(resources.map(of))].sort();
  const chooser = (id, label, values) => {
    const select = make("select", { id, "aria-label": label }, make("option", { value: "" }, "every " + label));
    for (const value of values) select.append(make("option", { value }, value));
    return select;
  };
  const search = make("input", { type: "search", id: "search", placeholder: "Search names, types, properties, reasons  ( / )",
    "aria-label": "Search" });
  const region = chooser("region", "region", distinct((r) => r.region));
  const action = chooser("action", "action", distinct((r) => r.action));
  const type = chooser("type", "type", distinct((r) => r.type));
  const shown = make("span", { id: "shown", role: "status" });
  const filters = make("div", { id: "filters", role: "search" }, search, region, action, type, shown);
  const haystacks = resources.map((r) => [r.urn, r.physical, r.source, r.chain, ...r.reasons,
    ...r.changes.map((c) => c.path + " " + (c.old || "") + " " + (c.new || ""))].join("\n").toLowerCase());
  const fits = (r, index) => (!region.value || r.region === region.value) && (!action.value || r.action === action.value)
    && (!type.value || r.type === type.value) && search.value.toLowerCase().split(/\s+/).every((word) => haystacks[index].includes(word));

  // ---- the list

  const list = make("section", { id: "list", "aria-label": "Resources" });
  const details = resources.map((resource, index) => {
    const head = make("summary", {}, make("span", { class: "action" }, resource.action), resource.type + " ",
      make("strong", {}, resource.path), make("span", { class: "dim" }, "  " + resource.region + (resource.physical ? "  " + resource.physical : "")));
    if (resource.loses) head.append(make("span", { class: "lost" }, "  loses " + resource.loses));
    const element = make("details", { class: "resource " + classOf(resource), id: "r" + index }, head);
    // The content is created when it is opened: a thousand resources have many thousand lines.
    element.addEventListener("toggle", () => {
      if (element.open && element.childElementCount === 1) element.append(inside(resource));
    });
    return element;
  });
  const inside = (resource) => {
    const box = make("div");
    const line = (text, of = "") => box.append(make("p", { class: of }, text));
    line(resource.urn, "dim");
    if (resource.source) line("declared at " + resource.source, "dim");
    if (resource.chain) line(resource.chain);
    resource.reasons.forEach((reason) => line(reason));
    if (resource.delete_first != null) line(resource.delete_first ? "the old one is deleted first" : "the old one is deleted afterwards");
    if (resource.protected) line("protected once this is applied");
    if (resource.drags.length) line(resource.drags.length + " replaced with it: " + resource.drags.join(", "));
    if (resource.dependencies.length) line("depends on " + resource.dependencies.join(", "), "dim");
    const pre = make("pre");
    for (const change of resource.changes) {
      const note = change.replaces ? "  (replaces)" : "";
      if (change.lines) {
        pre.append(make("span", { class: "same" }, "  " + change.path + ":" + note));
        for (const text of change.lines) {
          pre.append(make("span", { class: text.startsWith("- ") ? "old" : text.startsWith("+ ") ? "new" : "same" }, text));
        }
      }
      if (change.old != null) pre.append(make("span", { class: "old" }, "- " + change.path + ": " + change.old));
      if (change.new != null) pre.append(make("span", { class: "new" }, "+ " + change.path + ": " + change.new + note));
    }
    if (resource.changes.length) box.append(pre);
    return box;
  };
  list.append(...details);

  // ---- the graph

  const WIDE = 190, HIGH = 24, ACROSS = 250, DOWN = 32;
  const svg = draw("svg", { id: "graph", tabindex: "0", role: "application",
    "aria-label": "Dependency graph. Arrow keys move, plus and minus zoom, 0 shows all, n and p go through resources, Enter opens one." });
  const world = draw("g");
  const edgeLayer = draw("g"), nodeLayer = draw("g");
  world.append(edgeLayer, nodeLayer);
  svg.append(world);
  const place = (index) => [layout.nodes[index][0] * ACROSS, layout.nodes[index][1] * DOWN];
  const names = resources.map((r) => r.type + " " + r.path).concat(report.neighbours.map((urn) => urn.split("::").slice(1).join(" ").replace("aws:", "")));
  const short = (text) => (text.length > 29 ? text.slice(0, 12) + "…" + text.slice(-16) : text);
  const nodes = names.map((name, index) => {
    const [x, y] = place(index);
    const node = draw("g", { class: "node " + (index < resources.length ? classOf(resources[index]) : "neighbour"), transform: `translate(${x} ${y})` });
    const title = draw("title");
    title.textContent = index < resources.length ? resources[index].action + " " + name + " (" + resources[index].region + ")" : name + ", unchanged";
    const label = draw("text", { x: 6, y: 16 });
    label.textContent = short(name);
    node.append(title, draw("rect", { width: WIDE, height: HIGH }), label);
    node.addEventListener("click", () => choose(index, true));
    nodeLayer.append(node);
    return node;
  });
  const edges = layout.edges.map(([from, to]) => {
    const [x1, y1] = place(from), [x2, y2] = place(to);
    const a = x1 + WIDE, b = y1 + HIGH / 2, c = x2, d = y2 + HIGH / 2, middle = (a + c) / 2;
    const edge = draw("path", { class: "edge", d: `M${a} ${b}C${middle} ${b} ${middle} ${d} ${c} ${d}` });
    edgeLayer.append(edge);
    return edge;
  });
  const size = [Math.max(...layout.nodes.map((n) => n[0]), 0) * ACROSS + WIDE, Math.max(...layout.nodes.map((n) => n[1]), 0) * DOWN + HIGH];
  const view = { x: 0, y: 0, scale: 1 };
  const apply = () => world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
  const fit = () => {
    const box = svg.getBoundingClientRect();
    view.scale = Math.max(.02, Math.min(1.2, (box.width - 40) / size[0], (box.height - 40) / size[1]));
    view.x = (box.width - size[0] * view.scale) / 2;
    view.y = (box.height - size[1] * view.scale) / 2;
    apply();
  };
  const zoom = (factor, x, y) => {
    const scale = Math.max(.02, Math.min(4, view.scale * factor));
    view.x = x - (x - view.x) * (scale / view.scale);
    view.y = y - (y - view.y) * (scale / view.scale);
    view.scale = scale;
    apply();
  };
  const middle = () => { const box = svg.getBoundingClientRect(); return [box.width / 2, box.height / 2]; };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  let drag = null;
  svg.addEventListener("pointerdown", (event) => { drag = [event.clientX - view.x, event.clientY - view.y]; });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    view.x = event.clientX - drag[0];
    view.y = event.clientY - drag[1];
    apply();
  });
  window.addEventListener("pointerup", () => { drag = null; });

  let chosen = -1;
  const choose = (index, open) => {
    if (chosen >= 0) {
      nodes[chosen].classList.remove("chosen");
      if (details[chosen]) details[chosen].classList.remove("selected");
    }
    chosen = index;
    nodes[index].classList.add("chosen");
    layout.edges.forEach(([from, to], e) => edges[e].classList.toggle("near", from === index || to === index));
    if (details[index]) {
      details[index].classList.add("selected");
      if (open) {
        details[index].open = true;
        details[index].scrollIntoView({ block: "nearest" });
      }
    }
  };
  const show = (index) => {
    const [x, y] = place(index), [w, h] = middle();
    view.scale = Math.max(view.scale, .6);
    view.x = w - (x + WIDE / 2) * view.scale;
    view.y = h - (y + HIGH / 2) * view.scale;
    apply();
    choose(index, false);
  };
  let fitting = resources.map((_, index) => index);
  const step = (by) => {
    if (!fitting.length) return;
    const at = fitting.indexOf(chosen);
    show(fitting[(at < 0 ? (by > 0 ? 0 : fitting.length - 1) : at + by + fitting.length) % fitting.length]);
  };
  svg.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    const [w, h] = middle();
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; apply(); }
    else if (event.key === "+" || event.key === "=") zoom(1.25, w, h);
    else if (event.key === "-") zoom(.8, w, h);
    else if (event.key === "0") fit();
    else if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key === "Enter" && chosen >= 0 && details[chosen]) {
      details[chosen].open = true;
      details[chosen].firstElementChild.focus();
    } else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });
  const button = (text, label, act) => {
    const element = make("button", { type: "button", "aria-label": label }, text);
    element.addEventListener("click", act);
    return element;
  };
  const tools = make("div", { class: "tools" }, button("+", "Zoom in", () => zoom(1.25, ...middle())),
    button("−", "Zoom out", () => zoom(.8, ...middle())), button("All", "Show all", fit),
    make("span", { class: "dim" }, "drag, wheel, arrow keys, "), make("kbd", {}, "+"), make("kbd", {}, "-"), make("kbd", {}, "0"),
    make("span", { class: "dim" }, "next and previous "), make("kbd", {}, "n"), make("kbd", {}, "p"),
    make("span", { class: "dim" }, "open "), make("kbd", {}, "Enter"), make("span", { class: "dim" }, "search "), make("kbd", {}, "/"));

  const filter = () => {
    fitting = [];
    resources.forEach((resource, index) => {
      const fit = fits(resource, index);
      if (fit) fitting.push(index);
      details[index].hidden = !fit;
      nodes[index].classList.toggle("faded", !fit);
    });
    const all = fitting.length === resources.length;
    for (let index = resources.length; index < nodes.length; index++) nodes[index].classList.toggle("faded", !all);
    const inView = new Set(fitting);
    layout.edges.forEach(([from, to], e) => edges[e].classList.toggle("faded", !all && !(inView.has(from) && inView.has(to))));
    shown.textContent = all ? resources.length + " resources" : fitting.length + " of " + resources.length + " resources";
  };
  for (const control of [search, region, action, type]) for (const event of ["input", "change"]) control.addEventListener(event, filter);

  // ---- the estimated duration

  const expected = make("section", { id: "expected", "aria-label": "Estimated duration" });
  if (report.estimate && report.estimate.critical_path.length) {
    const { millis, serial_millis, critical_path } = report.estimate;
    const known = { recorded: "as in earlier runs", typical: "typical of its type", guessed: "a guess" };
    const steps = make("ol");
    for (const step of critical_path) {
      steps.append(make("li", {}, seconds(step.millis) + "  " + step.urn, make("span", { class: "dim" }, "  " + known[step.basis])));
    }
    expected.append(make("details", {}, make("summary", {}, "Estimated duration: about ", make("strong", {}, seconds(millis)),
      " (" + seconds(serial_millis) + " without concurrency). Critical path:"), steps));
  }

  // ---- drift

  const drift = make("section");
  if (report.drifts) {
    drift.append(make("h2", {}, "Changed outside Archipel"));
    for (const found of report.drifts) {
      drift.append(make("p", {}, found.urn + (found.gone ? " is gone" : "")));
      const pre = make("pre");
      for (const change of found.changes) {
        pre.append(make("span", { class: "old" }, "- " + change.path + ": " + (change.old ?? "")), make("span", { class: "new" }, "+ " + change.path + ": " + (change.new ?? "")));
      }
      if (found.changes.length) drift.append(pre);
    }
  }

  // ---- retained resources

  const left = make("section", { id: "left", "aria-label": "Retained" });
  if (report.left) {
    left.append(make("h2", {}, "Retained"));
    for (const one of report.left) {
      left.append(make("p", {}, make("strong", {}, one.id), "  " + one.what + (one.until ? ", until " + one.until : ""), make("span", { class: "dim" }, "  " + one.urn)));
    }
  }

  // ---- the timeline of a run

  const timeline = make("section", { id: "timeline", "aria-label": "Timeline" });
  if (report.run) {
    const run = report.run;
    const critical = new Set(run.critical);
    const byStep = new Map();
    resources.forEach((resource) => resource.steps.forEach((number) => byStep.set(number, resource)));
    const steps = Object.entries(run.steps).map(([number, ran]) => [Number(number), ran]);
    steps.sort((a, b) => a[1].from - b[1].from || a[0] - b[0]);
    const end = Math.max(1, ...steps.map((s) => s[1].to));
    timeline.append(make("h2", {}, "Timeline"), make("p", { class: "dim" },
      "The steps of the run over " + seconds(end) + ". The critical path is outlined."));
    for (const [number, ran] of steps) {
      const resource = byStep.get(number);
      const name = resource ? resource.type + " " + resource.path : "step " + number;
      const bar = make("div", { class: "bar " + ran.outcome, style: `left:${(100 * ran.from) / end}%;width:${(100 * (ran.to - ran.from)) / end}%` });
      const label = name + ": " + ran.outcome + " after " + seconds(ran.to - ran.from) + (ran.why ? ", " + ran.why : "");
      timeline.append(make("div", { class: "row" + (critical.has(number) ? " critical" : ""), title: label },
        make("span", {}, name), make("div", { class: "track", role: "img", "aria-label": label }, bar)));
    }
  }

  const graph = make("section", { id: "graph-of", "aria-label": "Graph" }, make("h2", {}, "Graph"), tools, svg);
  const links = [[list, "Resources", resources.length], [graph, "Graph", resources.length], [timeline, "Timeline", report.run]];
  app.append(make("nav", { "aria-label": "Parts of this page" },
    ...links.filter(([, , there]) => there).map(([part, name]) => make("a", { href: "#" + part.id }, name))), expected, left, drift);
  if (resources.length) app.append(filters, make("h2", {}, "Resources"), list, graph);
  app.append(timeline);
  if (resources.length) { filter(); fit(); }
  // A link to #r3 opens that resource; the first dangerous ones are open.
  details.forEach((element, index) => { if (index < 5 && /data-loss|replace|delete/.test(resources[index].danger)) element.open = true; });
  if (location.hash && document.querySelector(location.hash)) document.querySelector(location.hash).open = true;
  document.body.dataset.ready = Math.round(performance.now());
})();
