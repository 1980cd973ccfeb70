import "./asking.js";
import { offer } from "./actions.js";

offer(document.querySelector("[data-fit-actions]"));
