// A websocket that notices when nothing comes any more. A connection can die without a word (a train, a lift, a closed
// lid) and then looks open for minutes. While something is due the server sends a frame every `beat` seconds: after two
// beats of silence this one is given up and another opened. What was missed is asked for by whoever owns the line.

const REFUSED = 4400;
const TOO_FAST = 4029;
const LONGEST_WAIT = 10_000;
const LOOK_EVERY = 500;

export class Line {
  isOpen = false; // a frame has come over the present socket
  hasWorked = false; // a frame has come over any
  failures = 0; // since the last frame
  #socket = null;
  #parts = ""; // of a frame that is bigger than one message may be
  #heardAt = 0;
  #hiddenAt = 0;
  #retryTimer = 0;
  #isEnded = false;

  // address() = where to connect now; isDue() = whether frames are due; onFrame(frame); onQuiet(seconds) = nothing came
  // for longer than a beat; onLost(seconds, code) = gone, tried again in so many seconds (null = not again);
  // onOffline() = the browser has no network.
  constructor({ beat, address, isDue, onFrame, onQuiet, onLost, onOffline }) {
    Object.assign(this, { beat: beat * 1000, address, isDue, onFrame, onQuiet, onLost, onOffline });
    setInterval(() => this.#look(), LOOK_EVERY);
    addEventListener("offline", () => this.#goOffline());
    addEventListener("online", () => this.#socket ?? this.again());
    addEventListener("pageshow", (event) => event.persisted && this.again());
    document.addEventListener("visibilitychange", () => this.#comeAndGo());
  }

  connect() {
    clearTimeout(this.#retryTimer);
    if (this.#isEnded) return;
    const socket = new WebSocket(this.address());
    this.#socket = socket;
    this.#parts = "";
    this.#heardAt = Date.now();
    socket.addEventListener("message", (event) => socket === this.#socket && this.#take(event.data));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#lose(event.code));
  }

  // Give the present socket up and open another at once.
  again() {
    this.#leave();
    this.connect();
  }

  // Nothing more is wanted.
  end() {
    this.#isEnded = true;
    this.#leave();
    clearTimeout(this.#retryTimer);
  }

  // Returns whether it could be sent.
  send(frame) {
    if (!this.isOpen) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #take(text) {
    this.#heardAt = Date.now();
    this.isOpen = true;
    this.hasWorked = true;
    this.failures = 0;
    const frame = JSON.parse(text);
    if (frame.type !== "part") return this.onFrame(frame);
    this.#parts += frame.text;
    if (!frame.is_last) return;
    const whole = this.#parts;
    this.#parts = "";
    this.onFrame(JSON.parse(whole));
  }

  #leave() {
    const socket = this.#socket;
    this.#socket = null;
    this.isOpen = false;
    socket?.close();
  }

  #lose(code) {
    this.#leave();
    if (code === REFUSED) {
      this.#isEnded = true;
      this.onLost(null, code);
      return;
    }
    this.failures += 1;
    const ceiling = Math.min(LONGEST_WAIT, 500 * 2 ** (this.failures - 1));
    const wait = code === TOO_FAST ? LONGEST_WAIT : ceiling / 4 + Math.random() * ceiling * 0.75;
    this.#retryTimer = setTimeout(() => this.connect(), wait);
    this.onLost(Math.max(1, Math.round(wait / 1000)), code);
  }

  #look() {
    if (!this.#socket) return;
    if (this.isOpen && !this.isDue()) {
      this.#heardAt = Date.now();
      return;
    }
    const silence = Date.now() - this.#heardAt;
    if (silence > 2 * this.beat) this.#lose(0);
    else if (silence > 1.3 * this.beat) this.onQuiet(Math.round(silence / 1000));
  }

  // A socket whose network went away can look open for minutes: the browser knows earlier.
  #goOffline() {
    if (this.#isEnded) return;
    clearTimeout(this.#retryTimer);
    this.#leave();
    this.onOffline();
  }

  #comeAndGo() {
    if (document.hidden) this.#hiddenAt = Date.now();
    else if (Date.now() - this.#hiddenAt > 2 * this.beat) this.again();
  }
}
