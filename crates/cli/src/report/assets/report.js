"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { report, diagram } = data;
  const resources = report.resources;
  const app = document.getElementById("app");
  const CLASS = { create: "create", finish: "create", update: "update", replace: "replace", delete: "delete" };
  const classOf = (resource) => CLASS[resource.action] || "other";

  // Text is only ever set as text, so that no name or value becomes markup.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
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
      const note = change.replaces ? "  (replaces)" : change.by_service ? "  (by the service)" : "";
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

  // ---- the diagram

  const view = diagramView({
    report, diagram, make, classOf, details: inside,
    choose: (index) => details.forEach((element, other) => element.classList.toggle("selected", other === index)),
    open: (index) => {
      details[index].open = true;
      details[index].scrollIntoView({ block: "nearest" });
      details[index].querySelector("summary").focus();
    },
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });
  const filter = () => {
    const fitting = [];
    resources.forEach((resource, index) => {
      const fit = fits(resource, index);
      if (fit) fitting.push(index);
      details[index].hidden = !fit;
    });
    view.filter(fitting);
    const all = fitting.length === resources.length;
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

  // ---- the steps of a failover

  const recovery = make("section", { id: "failover", "aria-label": "Failover" });
  if (report.recovery) {
    const { from, to, mode, steps, checks } = report.recovery;
    recovery.append(make("h2", {}, `Failover from ${from} to ${to}, ${mode}`));
    const list = make("ol");
    for (const step of steps) {
      const item = make("li", {}, make("strong", {}, step.what),
        make("span", { class: "dim" }, step.done ? "  done" : "  about " + seconds(step.millis)), make("div", {}, "why: " + step.reason));
      if (step.loss && !step.done) item.append(make("div", { class: "loss" }, "can be lost: " + step.loss));
      if (step.back && !step.done) item.append(make("div", {}, "way back: " + step.back));
      list.append(item);
    }
    recovery.append(list);
    if (checks.length) {
      const found = make("ul");
      for (const check of checks) found.append(make("li", {}, `${check.name} in ${check.region}: ${check.found}`));
      recovery.append(make("h3", {}, "Checks"), found);
    }
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

  // A program is shown as a picture first, a plan as the list of its changes.
  const isProgram = report.command === "graph";
  document.body.classList.toggle("program", isProgram);
  const resourceList = make("section", { "aria-label": "List" }, make("h2", {}, "Resources"), list);
  const parts = [[list, "Resources", resources.length], [view.section, "Diagram", resources.length], [timeline, "Timeline", report.run]];
  if (report.recovery) parts.unshift([recovery, "Failover", true]);
  if (isProgram) parts.reverse();
  app.append(make("nav", { "aria-label": "Parts of this page" },
    ...parts.filter(([, , there]) => there).map(([part, name]) => make("a", { href: "#" + part.id }, name))), recovery, expected, left, drift);
  if (resources.length) app.append(filters, ...(isProgram ? [view.section, resourceList] : [resourceList, view.section]));
  app.append(timeline);
  if (resources.length) { filter(); view.start(); }
  // A link to #r3 opens that resource; the first dangerous ones are open.
  details.forEach((element, index) => { if (index < 5 && /data-loss|replace|delete/.test(resources[index].danger)) element.open = true; });
  if (location.hash && document.querySelector(location.hash)) document.querySelector(location.hash).open = true;
  document.body.dataset.ready = Math.round(performance.now());
})();
