"use strict";
// The positions of the architecture diagram: a function of the boxes, of what is folded and of the shape of the screen.
// It draws nothing and measures nothing, so that it gives the same positions everywhere.
const diagramLayout = (() => {
  const PAD = 8, INSIDE = 7, GAP = 8, HEAD = 15, SPACE = 40;
  // The widest glyph of the usual fixed-width fonts, by font size; ideographs take two.
  const GLYPH = .63;
  const wide = (text) => [...text].reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e7f ? 2 : 1), 0);
  const textWidth = (text, size) => Math.ceil(wide(text) * GLYPH * size);

  // Long names continue on the next line, if possible after a separator or before a capital; nothing is cut.
  const wrap = (text, most) => {
    const lines = [];
    let line = "";
    for (const part of text.match(/[A-Z]*[^-_./: A-Z]*[-_./: ]?/g).filter(Boolean)) {
      if (line && wide(line) + wide(part) > most) { lines.push(line); line = ""; }
      for (const c of part) {
        if (line && wide(line) + wide(c) > most) { lines.push(line); line = ""; }
        line += c;
      }
    }
    return line || !lines.length ? [...lines, line] : lines;
  };
  const label = (parts) => {
    const lines = [];
    let height = 0, width = 0;
    for (const { text, size, most, of } of parts) {
      for (const line of wrap(text, most)) {
        height += size + 3;
        width = Math.max(width, textWidth(line, size));
        lines.push({ text: line, size, of, dy: height - 2 });
      }
    }
    return { lines, width, height };
  };

  // Rectangles in a strip of this width: each as high up as it fits, then as far left.
  const pack = (rects, limit) => {
    let skyline = [{ x: 0, y: 0, w: limit }];
    const order = rects.map((_, i) => i).sort((a, b) => rects[b].h - rects[a].h || rects[b].w - rects[a].w || a - b);
    const places = [];
    let w = 0, h = 0;
    for (const i of order) {
      const need = Math.min(rects[i].w + GAP, limit);
      let best = null;
      skyline.forEach((start, s) => {
        if (start.x + need > limit) return;
        let y = 0;
        for (let k = s, width = 0; width < need; width += skyline[k].w - (k === s ? 0 : 0), k++) y = Math.max(y, skyline[k].y);
        if (!best || y < best.y) best = { x: start.x, y };
      });
      places[i] = best;
      w = Math.max(w, best.x + rects[i].w);
      h = Math.max(h, best.y + rects[i].h);
      const right = best.x + need, next = [];
      for (const part of skyline) {
        const end = part.x + part.w;
        if (part.x < best.x) next.push({ x: part.x, y: part.y, w: Math.min(end, best.x) - part.x });
        if (part.x === best.x) next.push({ x: best.x, y: best.y + rects[i].h + GAP, w: need });
        if (end > right) next.push({ x: Math.max(part.x, right), y: part.y, w: end - Math.max(part.x, right) });
      }
      skyline = next.filter((part) => part.w > 0);
    }
    return { places, w, h };
  };
  // The strip whose result is largest on a screen of this shape.
  const cost = ({ w, h }, aspect) => Math.max(w / aspect, h) + .05 * Math.min(w / aspect, h);
  const packed = (rects, aspect) => {
    const widest = Math.max(...rects.map((r) => r.w)) + GAP;
    const area = rects.reduce((sum, r) => sum + (r.w + GAP) * (r.h + GAP), 0);
    let best = null;
    for (const factor of [.8, .9, 1, 1.1, 1.2, 1.35, 1.5, 1.7]) {
      const result = pack(rects, Math.max(widest, Math.sqrt(area * aspect) * factor));
      if (!best || cost(result, aspect) < cost(best, aspect)) best = result;
    }
    return best;
  };

  // Connected rectangles in layers, dependents above or left of their dependencies.
  // The same parts are arranged again whenever a box somewhere else is folded, so the results are kept.
  const kept = new Map();
  const layered = (rects, edges, rankdir) => {
    const key = rankdir + rects.map((r) => r.w + "x" + r.h) + ":" + edges.map((e) => e.from + ">" + e.to);
    if (!kept.has(key)) kept.set(key, layers(rects, edges, rankdir));
    return kept.get(key);
  };
  const layers = (rects, edges, rankdir) => {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir, nodesep: GAP, ranksep: 22, edgesep: 6, marginx: 0, marginy: 0 });
    graph.setDefaultEdgeLabel(() => ({}));
    rects.forEach((r, i) => graph.setNode(String(i), { width: r.w, height: r.h }));
    edges.forEach((e) => graph.setEdge(String(e.from), String(e.to), {}));
    dagre.layout(graph);
    const places = rects.map((r, i) => { const n = graph.node(String(i)); return { x: n.x - r.w / 2, y: n.y - r.h / 2 }; });
    const points = edges.map((e) => graph.edge(String(e.from), String(e.to)).points.map((p) => ({ x: p.x, y: p.y })));
    const xs = [...places.flatMap((p, i) => [p.x, p.x + rects[i].w]), ...points.flat().map((p) => p.x)];
    const ys = [...places.flatMap((p, i) => [p.y, p.y + rects[i].h]), ...points.flat().map((p) => p.y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    for (const p of [...places, ...points.flat()]) { p.x -= x; p.y -= y; }
    return { places, points, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
  };

  // From border to border, towards the other's centre.
  const straight = (a, b) => {
    const centre = (r) => ({ x: r.x + r.w / 2, y: r.y + r.h / 2 });
    const [from, to] = [centre(a), centre(b)];
    const border = (r, c, other) => {
      const dx = other.x - c.x, dy = other.y - c.y;
      const t = Math.min(dx ? r.w / 2 / Math.abs(dx) : Infinity, dy ? r.h / 2 / Math.abs(dy) : Infinity, 1);
      return { x: c.x + dx * t, y: c.y + dy * t };
    };
    return [border(a, from, to), border(b, to, from)];
  };

  // The connected parts, each in layers downwards and to the right. Large or dense parts are only packed: their layers
  // would be wider than any screen.
  const MOST_NODES = 80, MOST_EDGES = 160;
  const connected = (rects, edges) => {
    const part = rects.map((_, i) => i);
    const find = (i) => { while (part[i] !== i) i = part[i] = part[part[i]]; return i; };
    edges.forEach((e) => { part[find(e.from)] = find(e.to); });
    const parts = new Map();
    rects.forEach((_, i) => { const p = find(i); if (!parts.has(p)) parts.set(p, { members: [], edges: [], ways: [] }); parts.get(p).members.push(i); });
    edges.forEach((e) => parts.get(find(e.from)).edges.push(e));
    for (const { members, edges: inside, ways } of parts.values()) {
      if (members.length > MOST_NODES || inside.length > MOST_EDGES) return null;
      const list = members.map((i) => rects[i]), index = new Map(members.map((i, m) => [i, m]));
      const own = inside.map((e) => ({ from: index.get(e.from), to: index.get(e.to) }));
      if (members.length === 1) ways.push({ w: list[0].w, h: list[0].h, places: [{ x: 0, y: 0 }], points: [] });
      else for (const rankdir of ["TB", "LR"]) ways.push(layered(list, own, rankdir));
    }
    return [...parts.values()];
  };

  // Layers are clearer than packed boxes, but not at any price.
  const PRICE = 1.2;
  const arrange = (rects, edges, parts, aspect) => {
    const all = packed(rects, aspect);
    let best = { ...all, points: new Map() };
    if (parts && edges.length) {
      const ways = parts.map((part) => part.ways.reduce((a, b) => (cost(b, aspect) < cost(a, aspect) ? b : a)));
      const { places, w, h } = packed(ways, aspect);
      if (cost({ w, h }, aspect) <= PRICE * cost(all, aspect)) {
        best = { places: [], w, h, points: new Map() };
        parts.forEach((part, p) => {
          const at = places[p], move = ({ x, y }) => ({ x: at.x + x, y: at.y + y });
          part.members.forEach((i, m) => { best.places[i] = move(ways[p].places[m]); });
          part.edges.forEach((e, k) => best.points.set(e, ways[p].points[k].map(move)));
        });
      }
    }
    const rect = (i) => ({ ...best.places[i], w: rects[i].w, h: rects[i].h });
    for (const e of edges) if (!best.points.has(e)) best.points.set(e, straight(rect(e.from), rect(e.to)));
    return best;
  };

  const KINDS = { network: "VPC ", subnet: "subnet " };

  // `folded` has the indices of boxes that are drawn closed, `aspect` is the screen's width by its height. The result has rectangles in drawing order, parents first,
  // and bundles: the edges between two boxes side by side.
  const positions = (diagram, folded, aspect) => {
    const { boxes, nodes, edges } = diagram;
    const isBox = new Map();
    boxes.forEach((box, b) => { if (box.node != null) isBox.set(box.node, b); });
    const chain = (b) => { const up = []; for (let k = b; k != null; k = boxes[k].parent ?? null) up.unshift(k); return up; };
    const chains = boxes.map((_, b) => chain(b));
    const counts = boxes.map(() => 0);
    nodes.forEach((node, n) => { for (const b of chains[node.box]) if (boxes[b].node !== n) counts[b]++; });
    // What is drawn for each node: itself, or the outermost folded box around it. `path` is from the outside in.
    const paths = nodes.map((node, n) => {
      const path = chains[node.box].map((b) => "b" + b);
      const closed = chains[node.box].findIndex((b) => folded.has(b));
      if (closed >= 0) return path.slice(0, closed + 1);
      return isBox.get(n) === node.box ? path : [...path, "n" + n];
    });
    const items = new Map();
    const children = new Map([["", []]]);
    const add = (key, parent, item) => { items.set(key, { key, parent, ...item }); children.get(parent).push(key); };
    boxes.forEach((box, b) => {
      if (chains[b].slice(0, -1).some((outer) => folded.has(outer))) return;
      const key = "b" + b, isFolded = folded.has(b);
      children.set(key, []);
      const text = (KINDS[box.kind] || "") + box.label;
      const what = counts[b] + (counts[b] === 1 ? " resource" : " resources");
      const parts = isFolded ? [{ text: "▸ " + text, size: 11, most: 28, of: "name" }, { text: what, size: 9, most: 40, of: "dim" }]
        : [{ text: (counts[b] ? "▾ " : "") + text, size: box.kind === "region" ? HEAD : 11, most: 48, of: "name" }];
      add(key, box.parent == null ? "" : "b" + box.parent, { box: b, node: box.node ?? null, folded: isFolded, label: label(parts) });
    });
    nodes.forEach((node, n) => {
      const path = paths[n];
      if (path.at(-1) !== "n" + n) return;
      const grouped = boxes[node.box].kind === "group";
      const parts = [{ text: node.name, size: 11, most: 26, of: "name" }];
      if (!grouped) parts.unshift({ text: node.type, size: 9, most: 28, of: "dim" });
      add("n" + n, path.at(-2), { box: null, node: n, folded: false, label: label(parts) });
    });

    // An edge from within a network to its VPC or subnet is what the nesting shows.
    const shown = (from, to) => {
      const target = isBox.get(to);
      return target == null || !chains[nodes[from].box].some((b) => b === chains[target].find((outer) => boxes[outer].kind === "network" || boxes[outer].kind === "subnet"));
    };
    const bundles = new Map();
    edges.forEach(([from, to], e) => {
      const [a, b] = [paths[from], paths[to]];
      let k = 0;
      while (k < a.length && k < b.length && a[k] === b[k]) k++;
      if (k === a.length || k === b.length || !shown(from, to)) return;
      const [x, y] = [a[k], b[k]], key = x < y ? x + " " + y : y + " " + x;
      if (!bundles.has(key)) bundles.set(key, { parent: k ? a[k - 1] : "", ends: [x, y], there: 0, back: 0, edges: [] });
      const bundle = bundles.get(key);
      bundle.edges.push(e);
      if (bundle.ends[0] === x) bundle.there++; else bundle.back++;
    });
    for (const bundle of bundles.values()) {
      if (bundle.back > bundle.there) { bundle.ends.reverse(); [bundle.there, bundle.back] = [bundle.back, bundle.there]; }
    }
    const byParent = new Map();
    for (const bundle of bundles.values()) {
      if (!byParent.has(bundle.parent)) byParent.set(bundle.parent, []);
      byParent.get(bundle.parent).push(bundle);
    }

    // Inside out: the sizes of the children first. A region has one arrangement for each shape.
    const inner = (key) => {
      const rects = children.get(key).map((child) => items.get(child));
      const at = new Map(children.get(key).map((child, i) => [child, i]));
      const own = (byParent.get(key) || []).map((bundle) => ({ from: at.get(bundle.ends[0]), to: at.get(bundle.ends[1]), bundle }));
      const parts = connected(rects, own);
      return (shape) => arrange(rects, own, parts, shape);
    };
    const close = (item, content) => {
      const head = item.label.height + PAD;
      item.content = content;
      item.w = Math.max(content.w, item.label.width) + 2 * PAD;
      item.h = content.h + head + PAD;
      return item;
    };
    const measure = (key) => {
      const item = items.get(key), keys = children.get(key) || [];
      keys.forEach(measure);
      if (item.box == null || item.folded || !keys.length) {
        item.w = Math.ceil((Math.max(item.label.width, 70) + 2 * INSIDE) / 8) * 8;
        item.h = item.label.height + INSIDE;
      } else if (item.parent !== "") close(item, inner(key)(1.6));
    };
    const regions = children.get("");
    regions.forEach(measure);
    const open = regions.filter((key) => !items.get(key).w);
    const shapes = [.35, .45, .6, .75, .9, 1.1, 1.35, 1.7, 2.2, 3];
    const options = new Map(open.map((key) => [key, shapes.map(inner(key))]));
    let best = null;
    for (const limit of [...options.values()].flat().map((content) => content.h)) {
      const choice = open.map((key) => options.get(key).filter((content) => content.h <= limit)
        .reduce((a, b) => (!a || b.w < a.w ? b : a), null));
      if (choice.some((content) => !content)) continue;
      const value = cost({ w: choice.reduce((sum, content) => sum + content.w + SPACE + 2 * PAD, 0), h: limit + 2 * PAD + HEAD }, aspect);
      if (!best || value < best.value) best = { value, choice };
    }
    open.forEach((key, i) => close(items.get(key), best.choice[i]));

    // Outside in: absolute positions.
    const rects = [], lines = [];
    const place = (key, x, y) => {
      const item = items.get(key);
      rects.push(Object.assign(item, { x, y }));
      if (!item.content) return;
      const [left, top] = [x + PAD, y + item.label.height + PAD];
      children.get(key).forEach((child, i) => place(child, left + item.content.places[i].x, top + item.content.places[i].y));
      for (const [edge, points] of item.content.points) {
        lines.push({ ...edge.bundle, points: points.map((p) => ({ x: p.x + left, y: p.y + top })) });
      }
    };
    // Edges between regions that are not side by side run above those in between.
    const between = (byParent.get("") || []).map((bundle) => ({ ...bundle, at: bundle.ends.map((key) => regions.indexOf(key)) }));
    const LANE = 12;
    const far = between.filter(({ at: [a, b] }) => Math.abs(a - b) > 1);
    const top = far.length ? far.length * LANE + GAP : 0;
    let right = 0, bottom = top;
    for (const key of regions) {
      place(key, right, top);
      right += items.get(key).w + SPACE;
      bottom = Math.max(bottom, top + items.get(key).h);
    }
    between.forEach((bundle, i) => {
      const [a, b] = bundle.ends.map((key) => items.get(key)), lane = far.indexOf(bundle);
      if (lane < 0) {
        const [from, to] = a.x < b.x ? [a.x + a.w, b.x] : [a.x, b.x + b.w];
        const y = top + Math.min(a.h, b.h) * (i + 1) / (between.length + 1);
        lines.push({ ...bundle, points: [{ x: from, y }, { x: to, y }] });
      } else {
        const y = lane * LANE + 2, out = 14 * (lane + 1), [x, z] = a.x < b.x ? [a.x + a.w - out, b.x + out] : [a.x + out, b.x + b.w - out];
        lines.push({ ...bundle, points: [{ x, y: top }, { x, y }, { x: z, y }, { x: z, y: top }] });
      }
    });
    // The innermost drawn rectangle of each node.
    return { rects, bundles: lines, drawn: paths.map((path) => path.at(-1)), w: Math.max(right - SPACE, 0), h: bottom };
  };

  const fitScale = ({ w, h }, screen) => Math.min(screen.w / w, screen.h / h);

  // The boxes to fold at first: groups, then, while the diagram is too small to read on this screen, components within
  // networks and components, all components, subnets, and networks.
  const READABLE = .8;
  const foldedAtFirst = (diagram, screen) => {
    const { boxes } = diagram;
    const above = (b, kinds) => { for (let k = boxes[b].parent; k != null; k = boxes[k].parent) if (kinds.includes(boxes[k].kind)) return true; return false; };
    const contains = new Set();
    boxes.forEach((box, b) => { if (box.kind === "network") for (let k = box.parent; k != null; k = boxes[k].parent) contains.add(k); });
    const stages = [
      (box) => box.kind === "group",
      (box, b) => box.kind === "component" && !contains.has(b) && above(b, ["network", "component"]),
      (box, b) => box.kind === "component" && !contains.has(b),
      (box) => box.kind === "subnet",
      (box) => box.kind === "network",
      (box) => box.kind === "component",
    ];
    const counts = boxes.map(() => 0);
    for (const node of diagram.nodes) for (let k = node.box; k != null; k = boxes[k].parent) counts[k]++;
    const isReadable = (folded) => fitScale(positions(diagram, folded, screen.w / screen.h), screen) >= READABLE;
    let folded = new Set();
    for (const stage of stages) {
      const before = folded;
      const added = boxes.map((_, b) => b).filter((b) => stage(boxes[b], b) && !before.has(b)).sort((a, b) => counts[b] - counts[a] || a - b);
      folded = new Set([...before, ...added]);
      if (!isReadable(folded)) continue;
      // The small ones stay open, as many as fit.
      if (before.size) {
        let [few, many] = [0, added.length];
        while (few < many) {
          const middle = (few + many) >> 1, some = new Set([...before, ...added.slice(0, middle)]);
          if (isReadable(some)) { many = middle; folded = some; } else few = middle + 1;
        }
      }
      break;
    }
    return folded;
  };
  return { positions, foldedAtFirst, straight, INSIDE, PAD };
})();
