"use strict";
// Draws the architecture diagram: pan, zoom, folding, bundles, the highlighted paths, and the SVG file.
// Text is only ever set as text, so that no name becomes markup.
const diagramView = ({ report, diagram, make, classOf, details, choose: onChoose, open: onOpen }) => {
  const { boxes, nodes, edges } = diagram;
  const resources = report.resources;
  const SVG = "http://www.w3.org/2000/svg";
  const draw = (tag, attributes = {}, ...children) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const SEVERITY = ["delete", "replace", "update", "create", "other", "neighbour"];
  const classes = nodes.map((_, n) => (n < resources.length ? classOf(resources[n]) : "neighbour"));
  const full = (n) => (n < resources.length ? resources[n].type + " " + resources[n].path : nodes[n].type + " " + nodes[n].name);
  const needs = nodes.map(() => []), needed = nodes.map(() => []);
  edges.forEach(([from, to], e) => { needs[from].push([to, e]); needed[to].push([from, e]); });
  const count = (number, one, many) => number + " " + (number === 1 ? one : many);
  const byUrn = new Map(resources.map((resource, n) => [resource.urn, n]));

  // ---- drawing

  const svg = draw("svg", { id: "graph", tabindex: "0", role: "application", "aria-label": "Architecture diagram. Arrow keys move, "
    + "plus and minus zoom, 0 shows all, n and p go through resources, Enter opens one, Escape clears the selection." });
  const marker = (id) => draw("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 6, markerHeight: 6, orient: "auto-start-reverse", class: id },
    draw("path", { d: "M0 0L8 4L0 8z" }));
  const world = draw("g"), overlay = draw("g", { class: "overlay" });
  svg.append(draw("defs", {}, marker("arrow"), marker("arrow-near"), marker("arrow-path")), world);
  const status = make("p", { id: "path", role: "status", class: "dim" });
  const panel = make("aside", { id: "chosen", "aria-label": "Selected resource", hidden: "" });

  let folded = new Set(), placed = null, drawn = new Map(), members = new Map();
  let chosen = -1, picking = false, unfolded = false, fitting = null, within = null, marks = [];
  const titleOf = (item) => {
    if (item.node != null && !item.folded) return item.node < resources.length ? resources[item.node].action + " " + full(item.node) + " (" + resources[item.node].region + ")" : full(item.node) + ", unchanged";
    const counts = new Map();
    members.get(item.key).forEach((n) => { const action = n < resources.length ? resources[n].action : "unchanged"; counts.set(action, (counts.get(action) || 0) + 1); });
    return boxes[item.box].label + ": " + [...counts].sort().map(([action, count]) => count + " " + action).join(", ");
  };
  const line = (points) => {
    if (points.length < 3) return "M" + points.map((p) => p.x + " " + p.y).join("L");
    // Through the middles of the segments, round at the points.
    let d = "M" + points[0].x + " " + points[0].y;
    for (let i = 1; i < points.length - 1; i++) {
      const [a, b] = [points[i], points[i + 1]], last = i === points.length - 2;
      d += "Q" + a.x + " " + a.y + " " + (last ? b.x : (a.x + b.x) / 2) + " " + (last ? b.y : (a.y + b.y) / 2);
    }
    return d;
  };
  const render = () => {
    const box = svg.getBoundingClientRect();
    placed = diagramLayout.positions(diagram, folded, box.width && box.height ? box.width / box.height : 1.6);
    members = new Map(placed.rects.map((item) => [item.key, []]));
    nodes.forEach((node, n) => {
      const inside = new Set([placed.drawn[n]]);
      for (let b = node.box; b != null; b = boxes[b].parent) inside.add("b" + b);
      for (const key of inside) if (members.has(key)) members.get(key).push(n);
    });
    world.replaceChildren();
    drawn = new Map();
    const groups = new Map([["", { inside: draw("g"), bundles: draw("g", { class: "bundles" }) }]]);
    world.append(groups.get("").bundles, groups.get("").inside, overlay);
    for (const item of placed.rects) {
      const isLeaf = item.box == null;
      const own = item.node != null && !item.folded ? [classes[item.node]] : members.get(item.key).map((n) => classes[n]);
      const colour = isLeaf || item.folded || item.node != null ? SEVERITY.find((of) => own.includes(of)) || "" : "";
      const g = draw("g", { class: (isLeaf ? "node " : "box " + boxes[item.box].kind + (item.folded ? " folded " : " ")) + colour, "data-key": item.key, "data-parent": item.parent });
      const title = draw("title");
      title.textContent = titleOf(item);
      g.append(title, draw("rect", { x: item.x, y: item.y, width: item.w, height: item.h, rx: isLeaf || item.folded ? 4 : 6 }));
      for (const part of item.label.lines) {
        const text = draw("text", { x: item.x + diagramLayout.INSIDE, y: item.y + 2 + part.dy, "font-size": part.size, class: part.of });
        text.textContent = part.text;
        g.append(text);
      }
      if (!isLeaf) {
        groups.set(item.key, { bundles: draw("g", { class: "bundles" }), inside: draw("g") });
        g.append(groups.get(item.key).bundles, groups.get(item.key).inside);
      }
      g.addEventListener("click", (event) => {
        event.stopPropagation();
        if (moved) return;
        if (item.folded || item.node == null && event.target.tagName === "text") toggle(item);
        else if (item.node != null) pick(item.node, event.shiftKey);
        else clear();
      });
      if (!isLeaf) g.addEventListener("dblclick", (event) => { event.stopPropagation(); if (!item.folded) toggle(item); });
      groups.get(item.parent).inside.append(g);
      drawn.set(item.key, { item, g });
    }
    for (const bundle of placed.bundles) {
      const path = draw("path", { class: "edge", d: line(bundle.points), "marker-end": "url(#arrow)", "stroke-width": 1 + Math.log2(bundle.edges.length) / 2 });
      if (bundle.back) path.setAttribute("marker-start", "url(#arrow)");
      const title = draw("title");
      title.textContent = bundle.edges.slice(0, 20).map((e) => full(edges[e][0]) + " → " + full(edges[e][1])).join("\n")
        + (bundle.edges.length > 20 ? "\nand " + (bundle.edges.length - 20) + " more" : "");
      path.append(title);
      path.addEventListener("click", (event) => { event.stopPropagation(); if (!moved) unfold(bundle); });
      groups.get(bundle.parent).bundles.append(path);
    }
    // A browser without the usual fixed-width fonts: the text is squeezed rather than cut.
    for (const { item, g } of drawn.values()) {
      for (const text of g.querySelectorAll(":scope > text")) {
        const room = item.w - 2 * diagramLayout.INSIDE + 2;
        if (text.getComputedTextLength() > room) { text.setAttribute("textLength", room); text.setAttribute("lengthAdjust", "spacingAndGlyphs"); }
      }
    }
    paint();
  };

  // ---- highlights

  // The single edges over the boxes, once for each pair of drawn boxes.
  const over = (pairs) => {
    overlay.replaceChildren();
    const seen = new Set();
    for (const { from, to, of } of pairs) {
      const [a, b] = [drawn.get(placed.drawn[from]).item, drawn.get(placed.drawn[to]).item];
      const key = a.key + " " + b.key + " " + of;
      const holds = (x, y) => x.x <= y.x && x.y <= y.y && x.x + x.w >= y.x + y.w && x.y + x.h >= y.y + y.h;
      if (seen.has(key) || holds(a, b) || holds(b, a)) continue;
      seen.add(key);
      const [p, q] = diagramLayout.straight(a, b);
      const bend = Math.min(40, Math.hypot(q.x - p.x, q.y - p.y) / 6);
      const long = Math.hypot(q.x - p.x, q.y - p.y) || 1;
      const c = { x: (p.x + q.x) / 2 + (q.y - p.y) / long * bend, y: (p.y + q.y) / 2 - (q.x - p.x) / long * bend };
      overlay.append(draw("path", { class: of, d: `M${p.x} ${p.y}Q${c.x} ${c.y} ${q.x} ${q.y}`, "marker-end": of === "near" ? "url(#arrow-near)" : "url(#arrow-path)" }));
    }
  };
  const paint = () => {
    for (const [key, { item, g }] of drawn) {
      const inside = members.get(key);
      const isContainer = item.box != null && !item.folded;
      const lit = (n) => (!fitting || fitting.has(n)) && (!within || within.has(n));
      g.classList.toggle("faded", !isContainer && !inside.some(lit));
      g.classList.toggle("chosen", chosen >= 0 && placed.drawn[chosen] === key);
    }
    svg.classList.toggle("focused", within != null);
    over(unfolded && !marks.length ? edges.map(([from, to]) => ({ from, to, of: "near" })) : marks);
  };
  const closure = (from, next) => {
    const seen = new Set([from]);
    for (const n of seen) next[n].forEach(([other]) => seen.add(other));
    return seen;
  };
  // The resources from the edited one to this one, over everything that is replaced because of it.
  const causes = (n) => {
    const path = [n];
    for (let urn = resources[n]?.caused_by; byUrn.has(urn) && !path.includes(byUrn.get(urn)); urn = resources[path[0]].caused_by) path.unshift(byUrn.get(urn));
    return path;
  };
  // The shortest path over dependencies, in the direction of a request if there is one.
  const route = (from, to) => {
    for (const [next, flip] of [[needs, false], [needed, true], [nodes.map((_, n) => [...needs[n], ...needed[n]]), false]]) {
      const before = new Map([[from, -1]]);
      for (const n of before.keys()) next[n].forEach(([other]) => { if (!before.has(other)) before.set(other, n); });
      if (!before.has(to)) continue;
      const path = [];
      for (let n = to; n !== -1; n = before.get(n)) path.unshift(n);
      return flip ? path.reverse() : path;
    }
    return [];
  };
  const pairs = (path, of) => path.slice(1).map((to, i) => ({ from: path[i], to, of }));
  const select = (n) => {
    chosen = n;
    picking = false;
    within = new Set([...closure(n, needs), ...closure(n, needed)]);
    const path = causes(n);
    path.forEach((other) => within.add(other));
    marks = [...needs[n].map(([to]) => ({ from: n, to, of: "near" })), ...needed[n].map(([from]) => ({ from, to: n, of: "near" })), ...pairs(path, "cause")];
    status.textContent = full(n) + ": " + count(needs[n].length, "dependency", "dependencies") + ", " + count(needed[n].length, "dependent", "dependents")
      + (path.length > 1 ? "; replaced because of " + path.slice(0, -1).map(full).join(" → ") : "");
    const close = button("×", "Close", clear), to = button("Path to …", "Show the path to the resource that is selected next", () => { picking = true; status.textContent = "Select the end of the path."; });
    panel.replaceChildren(make("div", { class: "tools" }, make("strong", {}, full(n)), to, close), ...(n < resources.length ? [details(resources[n])] : []));
    panel.hidden = false;
    paint();
    onChoose(n);
  };
  const pick = (n, extend) => {
    if (chosen < 0 || chosen === n || !(extend || picking)) { select(n); return; }
    const path = route(chosen, n);
    picking = false;
    within = new Set(path.length ? path : [chosen, n]);
    marks = pairs(path, "request");
    status.textContent = path.length ? "Path: " + path.map(full).join(" → ") : "No path from " + full(chosen) + " to " + full(n);
    paint();
  };
  const unfold = (bundle) => {
    clear();
    marks = bundle.edges.map((e) => ({ from: edges[e][0], to: edges[e][1], of: "near" }));
    within = new Set(bundle.edges.flatMap((e) => edges[e]));
    status.textContent = count(bundle.edges.length, "dependency", "dependencies") + ": "
      + bundle.edges.slice(0, 5).map((e) => full(edges[e][0]) + " → " + full(edges[e][1])).join(", ") + (bundle.edges.length > 5 ? ", …" : "");
    paint();
  };
  const clear = () => {
    chosen = -1;
    picking = false;
    within = null;
    marks = [];
    status.textContent = "";
    panel.hidden = true;
    paint();
    onChoose(-1);
  };

  // ---- pan, zoom and folding

  const view = { x: 0, y: 0, scale: 1 };
  let isFitted = true, drag = null, moved = false;
  const apply = () => world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
  const middle = () => { const box = svg.getBoundingClientRect(); return [box.width / 2, box.height / 2]; };
  const fit = () => {
    const box = svg.getBoundingClientRect();
    view.scale = Math.max(.02, Math.min(1.5, (box.width - 20) / placed.w, (box.height - 20) / placed.h));
    view.x = (box.width - placed.w * view.scale) / 2;
    view.y = (box.height - placed.h * view.scale) / 2;
    isFitted = true;
    apply();
  };
  const zoom = (factor, x, y) => {
    const scale = Math.max(.02, Math.min(6, view.scale * factor));
    view.x = x - (x - view.x) * (scale / view.scale);
    view.y = y - (y - view.y) * (scale / view.scale);
    view.scale = scale;
    isFitted = false;
    apply();
  };
  const toggle = (item) => {
    if (!folded.delete(item.box)) folded.add(item.box);
    refold(item.key);
  };
  // The box stays where it was on the screen, unless everything was and is shown.
  const refold = (key) => {
    const old = drawn.get(key)?.item;
    render();
    const now = drawn.get(key)?.item;
    if (isFitted || !old || !now) { fit(); return; }
    view.x += (old.x - now.x) * view.scale;
    view.y += (old.y - now.y) * view.scale;
    apply();
  };
  const foldAtFirst = () => {
    const box = svg.getBoundingClientRect();
    folded = diagramLayout.foldedAtFirst(diagram, { w: Math.max(box.width - 20, 300), h: Math.max(box.height - 20, 200) });
    render();
    fit();
  };
  const show = (n) => {
    let opened = false;
    for (let b = nodes[n].box; b != null; b = boxes[b].parent) opened = folded.delete(b) || opened;
    if (opened) render();
    const { item } = drawn.get(placed.drawn[n]), [w, h] = middle();
    view.scale = Math.max(view.scale, .8);
    view.x = w - (item.x + item.w / 2) * view.scale;
    view.y = h - (item.y + item.h / 2) * view.scale;
    isFitted = false;
    apply();
    select(n);
  };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => { drag = [event.clientX - view.x, event.clientY - view.y, event.clientX, event.clientY]; moved = false; });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    moved = moved || Math.hypot(event.clientX - drag[2], event.clientY - drag[3]) > 4;
    if (!moved) return;
    view.x = event.clientX - drag[0];
    view.y = event.clientY - drag[1];
    isFitted = false;
    apply();
  });
  window.addEventListener("pointerup", () => { drag = null; });
  window.addEventListener("resize", () => { if (placed && isFitted) fit(); });
  svg.addEventListener("click", () => { if (!moved) clear(); });
  const step = (by) => {
    const list = resources.map((_, n) => n).filter((n) => !fitting || fitting.has(n));
    if (!list.length) return;
    const at = list.indexOf(chosen);
    show(list[(at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by + list.length) % list.length]);
  };
  svg.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    const [w, h] = middle();
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; isFitted = false; apply(); }
    else if (event.key === "+" || event.key === "=") zoom(1.25, w, h);
    else if (event.key === "-") zoom(.8, w, h);
    else if (event.key === "0") fit();
    else if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key === "Escape") clear();
    else if (event.key === "Enter" && chosen >= 0 && chosen < resources.length) onOpen(chosen);
    else return;
    event.preventDefault();
  });

  // ---- the SVG file

  // The whole diagram as it is folded and highlighted. Styles become attributes: other programs know neither the style
  // sheet of this page nor its variables.
  const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity", "font-family", "font-weight"];
  const exported = () => {
    const copy = svg.cloneNode(true);
    const originals = svg.querySelectorAll("rect, path, text"), copies = copy.querySelectorAll("rect, path, text");
    originals.forEach((original, i) => {
      const style = getComputedStyle(original);
      for (const name of STYLES) copies[i].setAttribute(name, style.getPropertyValue(name).replaceAll('"', "'"));
    });
    const [w, h] = [placed.w + 20, placed.h + 20];
    for (const name of ["tabindex", "role", "aria-label", "id"]) copy.removeAttribute(name);
    for (const [name, value] of [["xmlns", SVG], ["viewBox", `-10 -10 ${w} ${h}`], ["width", w], ["height", h]]) copy.setAttribute(name, value);
    copy.querySelector(":scope > g").removeAttribute("transform");
    copy.prepend(draw("rect", { x: -10, y: -10, width: w, height: h, fill: getComputedStyle(svg).backgroundColor }));
    return new XMLSerializer().serializeToString(copy);
  };
  const save = () => {
    const url = URL.createObjectURL(new Blob([exported()], { type: "image/svg+xml" }));
    const link = make("a", { href: url, download: (report.project + "-" + report.stack).replace(/[^\w.-]/g, "_") + ".svg" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // ---- the section

  const button = (text, label, act) => {
    const element = make("button", { type: "button", "aria-label": label }, text);
    element.addEventListener("click", act);
    return element;
  };
  const everyEdge = button("Unfold edges", "Show every single dependency", () => {
    unfolded = !unfolded;
    everyEdge.setAttribute("aria-pressed", unfolded);
    paint();
  });
  const legend = make("span", { class: "legend" });
  for (const [name, of] of new Map([...resources.map((r) => [r.action, classOf(r)]), ...(report.neighbours.length ? [["unchanged", "neighbour"]] : [])])) {
    if (name !== "declare") legend.append(make("span", { class: of }, name));
  }
  const key = (name) => make("kbd", {}, name), words = (text) => make("span", { class: "dim" }, text);
  const tools = make("div", { class: "tools" }, button("+", "Zoom in", () => zoom(1.25, ...middle())), button("−", "Zoom out", () => zoom(.8, ...middle())),
    button("Fit", "Show all", fit), button("Unfold boxes", "Open every box", () => { folded = new Set(); render(); fit(); }),
    button("Fold", "Fold boxes until the labels are readable", foldAtFirst), everyEdge, button("Save as SVG", "Save the diagram as an SVG file", save), legend);
  const help = make("div", { class: "tools" }, words("Click a resource; Shift-click a second one for the path between them. Click the name of a box to fold it, a line for its dependencies. Keys:"),
    key("+"), key("-"), key("0"), key("n"), key("p"), key("Enter"), key("Esc"));
  const section = make("section", { id: "graph-of", "aria-label": "Diagram" }, make("h2", {}, "Diagram"), tools, make("div", { id: "stage" }, svg, panel), status, help);
  return {
    section, exported, start: foldAtFirst,
    /** The resources that the filters select; the others are faded. */
    filter: (list) => { fitting = list.length === resources.length ? null : new Set(list); if (placed) paint(); },
  };
};
