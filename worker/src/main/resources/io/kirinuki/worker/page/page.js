// Shows what the worker tells, as it tells it. Everything that comes from requests is set as text, never as markup.

const $ = (id) => document.getElementById(id);
const results = $("results");
const STAGES = { fetch: "fetch", decode: "decode", queue: "wait", infer: "infer", render: "render", store: "store" };
const WAITS = {
  busy: "working", requests: "waits for requests", retry: "for retries", quota: "for quotas", fetch: "for fetching",
  decode: "for decoding", render: "for rendering", store: "for storing", batch: "between batches", nothing: "nothing to do",
};

let about = { pictures: false, most: 60, choices: [] };
let held = []; // answers that came while the visitor was busy with others
const pending = new Map(); // cards of dropped pictures by their request's id
const early = new Map(); // answers to dropped pictures that came before we knew the id

// --- words -------------------------------------------------------------------------------------------------------

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const rate = (value) => (value >= 100 || value === 0 ? number : fine).format(value);
const share = (value) => (value > 0 && value < 0.01 ? "< 1 %" : `${number.format(value * 100)} %`);
const millis = (value) => (value > 0 && value < 10 ? fine : number).format(value);

function amount(value, units) {
  let step = 0;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step++;
  }
  return `${step && value < 10 ? fine.format(value) : number.format(value)}${units[step]}`;
}
const bytes = (value) => amount(value, [" B", " kB", " MB", " GB"]);
const pixels = (value) => amount(value, ["", " k", " MP", " GP"]);
const seconds = (value) =>
  value < 60 ? `${value < 10 ? fine.format(value) : number.format(value)} s`
    : value < 3600 ? `${number.format(value / 60)} min` : `${fine.format(value / 3600)} h`;

function fileName(source) {
  const key = source.replace(/\?versionId=.*$/, "");
  return key.slice(key.lastIndexOf("/") + 1) || key;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const copy = (id) => $(id).content.firstElementChild.cloneNode(true);
const say = (text) => { $("news").textContent = text; };
const setText = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };

// --- results -----------------------------------------------------------------------------------------------------

function card(answer) {
  return answer.done ? doneCard(answer, answer.done) : failedCard(answer, answer.failed);
}

function heading(made, answer, words) {
  const name = made.querySelector(".name");
  name.textContent = answer.source ? fileName(answer.source) : answer.request;
  name.title = answer.source ?? answer.request;
  if (answer.doubtful) name.append(element("span", "badge", "for review"));
  made.querySelector(".made").textContent = words.filter(Boolean).join(" · ");
  made.dataset.number = answer.number;
  made.dataset.request = answer.request;
}

function doneCard(answer, done) {
  const made = copy("card");
  const models = done.models.map((model) => `${model.name} ${model.version}`);
  const devices = [...new Set(done.models.map((model) => model.device))];
  heading(made, answer, [answer.pipeline, ...models, ...devices, done.reused ? "done before" : ""]);
  pictures(made, answer, done);
  stages(made, done);
  const facts = [`${number.format(done.width)} × ${number.format(done.height)}`, `${bytes(done.bytes)} ${done.format.replace(/^image\//, "").toUpperCase()}`];
  if (done.uncertainty !== undefined) facts.push(`uncertainty ${share(done.uncertainty)}`);
  if (done.degrees !== undefined) facts.push(`turned ${fine.format(done.degrees)}°`);
  if (answer.attempt > 1) facts.push(`attempt ${answer.attempt}`);
  made.querySelector(".facts").textContent = facts.join(" · ");
  const labels = done.labels.map((label) => `${label.label} ${share(label.probability)}`).join(", ");
  fillOrDrop(made.querySelector(".labels"), labels);
  files(made.querySelector(".files"), answer, done);
  return made;
}

function fillOrDrop(paragraph, text) {
  if (text) paragraph.textContent = text;
  else paragraph.remove();
}

function pictures(made, answer, done) {
  const pair = made.querySelector(".pair");
  const before = made.querySelector(".before");
  const after = made.querySelector(".after");
  const cut = made.querySelector(".cut");
  if (!about.pictures) return;
  const name = fileName(answer.source);
  const shown = done.after === undefined ? undefined : done.files[done.after];
  const size = shown ?? done;
  pair.style.setProperty("--ratio", size.width / size.height);
  const failed = () => {
    pair.hidden = true;
    const blank = made.querySelector(".blank");
    blank.hidden = false;
    blank.textContent = "The picture is not to be had any more, or too large to be shown here.";
  };
  if (!shown) {
    cut.remove();
    made.querySelector(".line").remove();
    before.remove();
    after.addEventListener("error", failed);
    after.alt = `${name}, as it came`;
    after.src = `/page/pictures/${answer.number}/source`;
    return;
  }
  after.addEventListener("error", failed);
  // Where only the original is gone the result is shown whole.
  before.addEventListener("error", () => { before.remove(); cut.remove(); made.querySelector(".line").remove(); });
  after.alt = `${name}: ${shown.role}`;
  before.alt = `${name}, as it came`;
  after.src = `/page/pictures/${answer.number}/${done.after}`;
  before.src = `/page/pictures/${answer.number}/source`;
  cut.setAttribute("aria-label", `${name}: how much of the original is shown`);
  const move = () => {
    pair.style.setProperty("--cut", `${cut.value}%`);
    cut.setAttribute("aria-valuetext", `${cut.value} % original`);
  };
  cut.addEventListener("input", move);
  move();
}

function stages(made, done) {
  const bar = made.querySelector(".stages");
  const legend = made.querySelector(".stage-legend");
  const spent = Object.entries(done.millis);
  const sum = spent.reduce((all, [, value]) => all + value, 0);
  if (done.reused || sum === 0) {
    bar.remove();
    legend.remove();
    return;
  }
  parts(bar, spent.map(([stage, value]) => [stage, value / sum]));
  bar.setAttribute("aria-label", `${millis(sum)} ms in all`);
  legend.append(element("li", "all", sum < 1000 ? `${millis(sum)} ms` : seconds(sum / 1000)));
  for (const [stage, value] of spent) legend.append(legendItem(stage, STAGES[stage] ?? stage, millis(value)));
}

function legendItem(name, words, value) {
  const item = element("li", name, `${words} `);
  item.append(element("b", "", value));
  return item;
}

function parts(bar, shares) {
  bar.replaceChildren(...shares.map(([name, value]) => {
    const part = element("span", name);
    part.style.flexGrow = value;
    return part;
  }));
}

function files(paragraph, answer, done) {
  if (!about.pictures) return paragraph.remove();
  done.files.forEach((file, at) => {
    const link = element("a", "", `${file.role} ${bytes(file.bytes)}`);
    link.href = `/page/files/${answer.number}/${at}`;
    const stem = fileName(answer.source).replace(/\.[^.]*$/, "");
    link.download = `${stem}.${file.role}.${ending(file.mediaType)}`;
    // begins with what is seen, for those who say what they see
    link.setAttribute("aria-label", `${link.textContent} of ${fileName(answer.source)}, download`);
    paragraph.append(link);
  });
}

const ENDINGS = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/json": "json", "application/zip": "zip", "text/csv": "csv" };
const ending = (mediaType) => ENDINGS[mediaType.split(";")[0]] ?? "bin";

function failedCard(answer, failed) {
  const made = copy("failure");
  const attempts = answer.attempt > 1 ? `after ${answer.attempt} attempts` : "";
  heading(made, answer, [answer.pipeline, failed.fate, attempts]);
  made.querySelector(".class").textContent = failed.name;
  made.querySelector(".reason").textContent = failed.message;
  made.querySelector(".advice").textContent = failed.advice;
  return made;
}

/** Whether what is on the page should stay where it is: somebody is at it. */
function busy() {
  return results.matches(":hover, :focus-within") || results.getBoundingClientRect().top < -120;
}

function answered(answers) {
  const others = [];
  for (const answer of answers) {
    const waiting = pending.get(answer.request);
    if (waiting) {
      pending.delete(answer.request);
      waiting.replaceWith(card(answer));
      say(`${waiting.dataset.name}: ${answer.done ? "done" : answer.failed.message}`);
    } else {
      others.push(answer);
      if (uploads > 0) early.set(answer.request, answer);
    }
  }
  if (others.length === 0) return;
  if (results.querySelector(".card") && busy()) {
    held = held.concat(others).slice(-about.most);
    $("more").hidden = false;
    setText("more", held.length === 1 ? "Show 1 new result" : `Show ${held.length} new results`);
  } else {
    show(others);
  }
}

function show(answers) {
  $("none")?.remove();
  for (const answer of answers) {
    if (results.querySelector(`[data-number="${Number(answer.number)}"]`)) continue;
    results.prepend(card(answer));
  }
  for (const waiting of pending.values()) results.prepend(waiting);
  const cards = results.querySelectorAll(".card:not(.pending)");
  for (let i = about.most; i < cards.length; i++) cards[i].remove();
}

$("more").addEventListener("click", () => {
  $("more").hidden = true;
  const news = held;
  held = [];
  show(news);
  results.scrollIntoView({ block: "nearest" });
  results.focus({ preventScroll: true });
  say(`${news.length} new results shown`);
});

// --- the machine -------------------------------------------------------------------------------------------------

function now({ machine, rates, tally }) {
  const owed = machine.queues.reduce((sum, queue) => sum + queue.owed, 0);
  setText("rate", rates ? rate(rates.imagesPerSecond) : "–");
  setText("inflight", number.format(machine.inFlight.images));
  setText("owed", number.format(owed));
  setText("done", number.format(tally.done));
  setText("failed", number.format(tally.failed));
  state(machine);
  setText("batch", rates?.batchImages === undefined ? "–" : fine.format(rates.batchImages));
  setText("fill", rates?.fill === undefined ? "–" : share(rates.fill));
  accelerator(rates);
  gauge("images", machine.inFlight.images, machine.inFlight.mostImages, (value) => number.format(value));
  gauge("bytes", machine.inFlight.bytes, machine.inFlight.mostBytes, bytes);
  gauge("pixels", machine.inFlight.pixels, machine.inFlight.mostPixels, pixels);
  queues(machine.queues, machine.inFlight.waiting);
  lines("models", [
    ...machine.models.map((model) => model.outage
      ? [`${model.name} ${model.version}: ${model.outage}`, true]
      : [`${model.name} ${model.version} on ${model.device}`, false]),
    ...Object.entries(machine.refused).map(([name, why]) => [`${name} is refused: ${why}`, true]),
    ...(machine.fallback ? [[machine.fallback, true]] : []),
  ]);
  lines("store", machine.store.troubles.length
    ? machine.store.troubles.map((trouble) => [trouble, machine.store.outage])
    : [["answering", false]]);
  const told = ["models", "store"]; // above already
  lines("checks", Object.entries(machine.checks).filter(([name]) => !told.includes(name)).map(([name, text]) => [`${name}: ${text}`, false]));
}

function state(machine) {
  $("state").className = `state ${machine.ready ? "well" : "ill"}`;
  setText("state-text", machine.ready ? "ready" : "not ready");
}

function accelerator(rates) {
  const shares = Object.entries(rates?.waits ?? {}).filter(([name, value]) => name === "busy" || value >= 0.005);
  const left = Math.max(0, 1 - shares.reduce((sum, [, value]) => sum + value, 0));
  parts($("waits"), [...shares, ["idle", left]]);
  const words = shares.map(([name, value]) => `${WAITS[name] ?? name} ${share(value)}`).join(", ") || "not measured yet";
  if ($("waits").getAttribute("aria-label") === words) return;
  $("waits").setAttribute("aria-label", words);
  $("waits-legend").replaceChildren(...shares.map(([name, value]) => legendItem(name, WAITS[name] ?? name, share(value))));
}

function gauge(name, value, most, words) {
  setText(`${name}-text`, `${words(value)} of ${words(most)}`);
  $(`${name}-bar`).style.transform = `scaleX(${most ? Math.min(1, value / most) : 0})`;
}

function queues(all, waiting) {
  const lanes = new Map();
  for (const queue of all) {
    const lane = lanes.get(queue.lane) ?? { owed: 0, oldest: undefined };
    lane.owed += queue.owed;
    if (queue.oldestSeconds !== undefined) lane.oldest = Math.max(lane.oldest ?? 0, queue.oldestSeconds);
    lanes.set(queue.lane, lane);
  }
  const pairs = [];
  for (const [name, lane] of lanes) {
    const oldest = lane.oldest === undefined || lane.owed === 0 ? "" : `, oldest ${seconds(lane.oldest)}`;
    pairs.push(element("dt", "", name), element("dd", "", `${number.format(lane.owed)} owed${oldest}`));
  }
  pairs.push(element("dt", "", "not begun"), element("dd", "", number.format(waiting)));
  $("lanes").replaceChildren(...pairs);
  $("queues").replaceChildren(...all.map((queue) => {
    const row = element("tr");
    row.append(
      element("td", "", `${queue.topic} ${queue.partition}`),
      element("td", "number", number.format(queue.owed)),
      element("td", "number", queue.oldestSeconds === undefined || queue.owed === 0 ? "–" : seconds(queue.oldestSeconds)),
    );
    return row;
  }));
}

/** Replaced only where they changed, so that nobody loses a selection each second. */
function lines(id, all) {
  const text = JSON.stringify(all);
  if ($(id).dataset.text === text) return;
  $(id).dataset.text = text;
  $(id).replaceChildren(...all.map(([words, ill]) => element("li", ill ? "ill" : "", words)));
}

function jobs(all) {
  $("jobs-section").hidden = all.length === 0;
  $("jobs").replaceChildren(...all.slice(0, 8).map((job) => {
    const item = element("li");
    const took = (Date.parse(job.endedAt ?? new Date().toISOString()) - Date.parse(job.startedAt)) / 1000;
    const perSecond = took > 0 ? job.answered / took : 0;
    const left = job.expected - job.answered;
    const words = [`${number.format(job.answered)} of ${number.format(job.expected)} answered`];
    if (job.failed) words.push(`${number.format(job.failed)} failed`);
    if (perSecond > 0) words.push(`${rate(perSecond)}/s`);
    if (!job.endedAt && perSecond > 0 && left > 0) words.push(`${seconds(left / perSecond)} left`);
    const bar = element("progress");
    bar.max = Math.max(1, job.expected);
    bar.value = job.answered;
    bar.setAttribute("aria-label", `Progress of ${job.kind} ${job.id}`);
    item.append(element("b", "", `${job.kind} ${job.id}`), ` ${job.status}`, bar,
      element("p", "quiet", words.join(" · ")), element("p", "quiet", job.plan));
    if (job.more) item.append(element("code", "", job.more));
    return item;
  }));
}

// --- dropping ----------------------------------------------------------------------------------------------------

let uploads = 0; // under way
const line = []; // files that wait for their turn

function choices() {
  $("drop").hidden = about.choices.length === 0;
  const select = $("pipeline");
  if (select.options.length === about.choices.length) return;
  select.replaceChildren(...about.choices.map((choice) => {
    const option = element("option", "", choice.pipeline);
    option.value = choice.pipeline;
    return option;
  }));
  chosen();
}

function chosen() {
  const choice = about.choices.find((each) => each.pipeline === $("pipeline").value);
  if (!choice) return;
  setText("pipeline-words", choice.description);
  $("grounds").disabled = !choice.background;
}

function dropped(files) {
  for (const file of files) {
    const made = copy("pending");
    made.dataset.name = file.name;
    made.querySelector(".name").textContent = file.name;
    made.querySelector(".made").textContent = "waits to be sent";
    const preview = made.querySelector(".after");
    preview.addEventListener("load", () => {
      made.querySelector(".pair").style.setProperty("--ratio", preview.naturalWidth / preview.naturalHeight);
    });
    preview.addEventListener("error", () => preview.removeAttribute("src"), { once: true });
    preview.src = URL.createObjectURL(file);
    $("none")?.remove();
    results.prepend(made);
    line.push({ file, made, pipeline: $("pipeline").value, background: ground() });
  }
  while (uploads < 2 && line.length) upload(line.shift());
}

function ground() {
  const value = document.querySelector("input[name=ground]:checked").value;
  if ($("grounds").disabled) return "";
  return value === "colour" ? $("colour").value : value;
}

async function upload({ file, made, pipeline, background }) {
  uploads++;
  try {
    if (file.size > about.mostBytes) throw new Error(`it has ${bytes(file.size)}, at most ${bytes(about.mostBytes)} are taken`);
    made.querySelector(".made").textContent = `${pipeline} · is being sent`;
    const asked = new URLSearchParams({ name: file.name.slice(-200), pipeline, background });
    const reply = await fetch(`/page/drops?${asked}`, { method: "POST", body: file, headers: { "X-Kirinuki": "drop" } });
    if (!reply.ok) throw new Error((await reply.text()).trim());
    const { request } = await reply.json();
    made.querySelector(".made").textContent = `${pipeline} · is being worked on`;
    const there = early.get(request);
    if (there) {
      results.querySelector(`[data-number="${Number(there.number)}"]`)?.remove();
      held = held.filter((answer) => answer !== there);
      $("more").hidden = held.length === 0;
      made.replaceWith(card(there));
    } else {
      pending.set(request, made);
    }
  } catch (refused) {
    const answer = { number: -1, request: file.name, source: file.name, attempt: 1 };
    made.replaceWith(failedCard(answer, {
      name: "Not sent", fate: "", message: refused.message, advice: "Nothing was stored. Drop it again when that is mended.",
    }));
    say(`${file.name}: ${refused.message}`);
  } finally {
    uploads--;
    if (uploads === 0) early.clear();
    if (line.length) upload(line.shift());
  }
}

$("pipeline").addEventListener("change", chosen);
$("colour").addEventListener("input", () => { document.querySelector("input[value=colour]").checked = true; });
$("drop").addEventListener("submit", (event) => event.preventDefault());
$("files").addEventListener("change", () => {
  dropped([...$("files").files]);
  $("files").value = "";
});
let depth = 0; // of elements that the dragged files are over
addEventListener("dragenter", () => { depth++; document.body.classList.toggle("dragging", about.choices.length > 0); });
addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); if (depth === 0) document.body.classList.remove("dragging"); });
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("dragging");
  if (about.choices.length) dropped([...event.dataTransfer.files]);
});

// --- the feed ----------------------------------------------------------------------------------------------------

function introduced(told) {
  if (about.life && about.life !== told.life) results.replaceChildren(); // the worker was started anew
  about = told;
  setText("title", told.title);
  document.title = `Kirinuki ${told.title}`;
  results.classList.toggle("plain", !told.pictures);
  $("pictures-off").hidden = told.pictures;
  choices();
}

function lost(words) {
  $("state").className = "state ill";
  setText("state-text", words);
}

const feed = new EventSource("/page/events");
const on = (name, use) => feed.addEventListener(name, (event) => use(JSON.parse(event.data)));
on("about", introduced);
on("answers", answered);
on("now", now);
on("jobs", jobs);
on("full", (most) => lost(`${most} others look already; trying again`));
feed.addEventListener("error", () => lost("connection lost; trying again"));
