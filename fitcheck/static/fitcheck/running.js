// Rows arrive over the socket as they close. When it ends, the page is loaded anew: the server prints the record.
const page = document.querySelector("[data-fit-running]");
const rows = page.querySelector("[data-rows]");
const line = page.querySelector("[data-line]");
const said = page.querySelector("[data-status]");
const template = page.querySelector("[data-template]");
const LEVELS = { strong: "Strong", moderate: "Moderate", gap: "Gap" };
let attempt = Number(page.dataset.attempt);
let after = Number(page.dataset.after);
let failures = 0;
let isOver = false;

function show(text) {
  if (line.textContent === text) return;
  line.textContent = text;
}

function announce(text) {
  if (said.textContent !== text) said.textContent = text;
}

function skillItem(skill) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/skills/#skill-${encodeURIComponent(skill.key)}`;
  link.textContent = skill.name;
  const rating = document.createElement("span");
  rating.className = "muted";
  rating.textContent = ` ${skill.rating}/5`;
  item.append(link, rating);
  return item;
}

function add(frame) {
  const row = template.content.cloneNode(true);
  const level = row.querySelector("[data-level]");
  const isGate = frame.kind === "gate";
  level.className = isGate ? "tag" : `level level-${frame.level}`;
  level.textContent = isGate ? "Condition" : LEVELS[frame.level];
  row.querySelector("[data-statement]").textContent = frame.statement;
  fill(row.querySelector("[data-quote]"), frame.quote);
  fill(row.querySelector("[data-reason]"), frame.reason);
  const skills = row.querySelector("[data-skills]");
  if (frame.skills.length) skills.append(...frame.skills.map(skillItem));
  else skills.remove();
  rows.append(row);
}

function fill(node, text) {
  if (text) node.textContent = text;
  else node.remove();
}

function weighed() {
  const text = `${after} requirement${after === 1 ? "" : "s"} weighed so far`;
  show(text);
  if (after % 5 === 0) announce(text);
}

const TAKEN = {
  state(frame) {
    if (frame.attempt !== attempt) {
      attempt = frame.attempt;
      after = 0;
      rows.replaceChildren();
    }
    if (frame.role_title) page.querySelector("[data-role]").textContent = frame.role_title;
    if (!after) show(frame.status === "accepted" ? "Waiting for its turn" : "Reading the posting");
  },
  requirement(frame) {
    if (frame.attempt !== attempt || frame.seq <= after) return;
    after = frame.seq;
    add(frame);
    weighed();
  },
  end() {
    isOver = true;
    announce("Done. Loading the result.");
    location.reload();
  },
  error(frame) {
    announce(frame.message);
  },
};

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const address = `${scheme}://${location.host}/ws/fit-check/${page.dataset.id}/?attempt=${attempt}&after=${after}`;
  const socket = new WebSocket(address);
  socket.addEventListener("message", (event) => {
    failures = 0;
    const frame = JSON.parse(event.data);
    TAKEN[frame.type]?.(frame);
  });
  socket.addEventListener("close", () => {
    if (isOver) return;
    failures += 1;
    // Where sockets do not get through, the page itself is the way to ask.
    if (failures > 4) {
      setTimeout(() => location.reload(), 5000);
      return;
    }
    setTimeout(connect, Math.random() * Math.min(10000, 500 * 2 ** failures));
  });
}

connect();
