// What the page does on its own, without a word to the server but the files that are sent. Nothing here knows about faces.
"use strict";

const cards = () => [...document.querySelectorAll("[data-drop]")];

function upload(box, address, file, done) {
  const busy = box.querySelector(".uploading");
  const bar = busy.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", address + "?name=" + encodeURIComponent(file.name || "photo"));
  request.upload.onprogress = e => { bar.max = e.total; bar.value = e.loaded; };
  request.onloadend = () => {
    busy.hidden = true;
    done(request);
  };
  box.querySelector(".trouble.own").textContent = "";
  busy.hidden = false;
  request.send(file);
}

// What is wrong with a photo that arrived the server says in the page itself.
function send(card, file, then) {
  const trouble = card.querySelector(".trouble.own");
  const limit = Number(card.dataset.limit);
  if (limit && file.size > limit) {
    trouble.textContent = card.dataset.tooLarge;
    then?.();
    return;
  }

  upload(card, card.dataset.drop, file, request => {
    if (request.status === 0) {
      trouble.textContent = card.dataset.lost;
    }
    then?.();
  });
}

// One after the other.
function sendAll(card, files) {
  if (files.length) {
    send(card, files[0], () => sendAll(card, files.slice(1)));
  }
}

document.addEventListener("dragover", e => {
  e.preventDefault();
  for (const card of cards()) {
    card.classList.toggle("over", card.contains(e.target));
  }
});
document.addEventListener("dragleave", e => {
  if (!e.relatedTarget) {
    cards().forEach(card => card.classList.remove("over"));
  }
});
document.addEventListener("drop", e => {
  e.preventDefault();
  cards().forEach(card => card.classList.remove("over"));
  const card = e.target.closest?.("[data-drop]");
  const files = [...(e.dataTransfer?.files ?? [])];
  if (card && files.length) {
    if (card.dataset.kind === "many") {
      sendAll(card, files);
      return;
    }
    send(card, files[0]);
    if (files.length > 1 && card.dataset.kind !== "film") { // two photos at once: one for each place
      const other = cards().find(c => c !== card);
      if (other) {
        send(other, files[1]);
      }
    }
  }
});
document.addEventListener("paste", e => {
  const file = [...(e.clipboardData?.files ?? [])].find(f => f.type.startsWith("image/"));
  const all = cards().filter(c => c.dataset.kind !== "film");
  const card = all.find(c => c.contains(document.activeElement)) ?? all.find(c => c.dataset.empty) ?? all[0];
  if (file && card) {
    e.preventDefault();
    send(card, file);
  }
});
document.addEventListener("change", e => {
  if (e.target.matches?.("input[type=file][data-upload]") && e.target.files.length) {
    sendAll(e.target.closest("[data-drop]"), [...e.target.files]);
    e.target.value = "";
  } else if (e.target.matches?.("input[type=file][data-weights]") && e.target.files.length) {
    const box = e.target.closest("[data-model]");
    const file = e.target.files[0];
    upload(box, box.dataset.model, file, request => {
      if (request.status !== 200) {
        box.querySelector(".trouble.own").textContent = request.responseText || box.dataset.lost;
      } else {
        box.querySelector(".chosen-file").textContent = file.name;
      }
    });
  }
});

document.addEventListener("input", e => {
  if (e.target.matches("[data-compare]")) {
    const box = e.target.closest(".compare");
    box.style.setProperty("--split", e.target.value + "%");
    box.classList.toggle("split", e.target.value > 0);
  } else if (e.target.matches("[data-frame]")) {
    stop(e.target.closest(".film"));
    show(e.target.closest(".film"), Number(e.target.value));
  }
});

const writes = t => t.matches?.("input[type=text], input[type=search], input[type=number], textarea, select");
document.addEventListener("keydown", e => {
  if (e.key.toLowerCase() === "b" && !e.ctrlKey && !e.metaKey && !e.altKey && !writes(e.target)) {
    document.querySelectorAll(".compare").forEach(c => c.classList.add("show-before"));
  }
});
document.addEventListener("keyup", e => {
  if (e.key.toLowerCase() === "b") {
    document.querySelectorAll(".compare").forEach(c => c.classList.remove("show-before"));
  }
});

function show(film, frame) {
  const player = film.querySelector(".player");
  player.style.setProperty("--frames", player.dataset.frames);
  player.style.setProperty("--frame", frame);
  film.querySelector("[data-frame]").value = frame;
}
function stop(film) {
  clearInterval(film.timer);
  film.timer = 0;
  film.querySelector("[data-play]")?.setAttribute("aria-pressed", "false");
}
function play(film) {
  const last = Number(film.querySelector(".player").dataset.frames) - 1;
  let at = 0, way = 1;
  film.querySelector("[data-play]").setAttribute("aria-pressed", "true");
  film.timer = setInterval(() => {
    if (!film.isConnected) {
      clearInterval(film.timer);
      return;
    }
    at += way;
    if (at >= last || at <= 0) {
      way = -way;
    }
    show(film, Math.min(last, Math.max(0, at)));
  }, 90);
}

function zoom(button) {
  const box = button.closest(".stage").querySelector(".compare");
  const on = !box.classList.contains("zoomed");
  const after = box.querySelector(".after");
  if (on) {
    const full = new Image();
    full.src = box.dataset.full + "?v=" + Date.now();
    full.decode().then(() => {
      box.style.setProperty("--w", full.naturalWidth + "px");
      box.style.setProperty("--h", full.naturalHeight + "px");
      box.classList.add("zoomed");
      after.dataset.fit = after.getAttribute("src");
      after.src = full.src;
      box.scrollTo((full.naturalWidth - box.clientWidth) / 2, (full.naturalHeight - box.clientHeight) / 2);
    }, () => { }); // the picture has just gone: the next one is on its way
  } else {
    box.classList.remove("zoomed");
    if (after.dataset.fit) {
      after.src = after.dataset.fit;
    }
  }
  button.setAttribute("aria-pressed", on);
  const words = button.textContent;
  button.textContent = button.dataset.zoom;
  button.dataset.zoom = words;
}

// The result appears below the photos: whoever started the run, and stays there, is taken to it.
let started = null; // how far the page was scrolled then
new MutationObserver(() => {
  const result = document.querySelector(".result");
  if (started === null || !result || document.querySelector(".run .stop")) {
    return;
  }
  if (Math.abs(scrollY - started) < 100) {
    result.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
  started = null;
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("click", e => {
  const button = e.target.closest?.("button");
  if (!button) {
    return;
  }
  started = button.matches("[data-run]") ? scrollY : button.matches(".stop") ? null : started;
  const own = button.closest("[data-drop]")?.querySelector(".trouble.own");
  if (own) {
    own.textContent = "";
  }
  if (button.matches("[data-reload]")) {
    location.reload();
  } else if (button.matches("[data-play]")) {
    const film = button.closest(".film");
    const plays = film.timer;
    stop(film);
    if (!plays) {
      play(film);
    }
  } else if (button.matches("[data-zoom]")) {
    zoom(button);
  } else if (button.matches("[data-copy]")) {
    const words = button.textContent;
    navigator.clipboard?.writeText(button.dataset.copy).then(() => {
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 1500);
    });
  }
});

// After a restart of the program the old page has nobody to talk to: a fresh one finds its work again.
document.getElementById("components-reconnect-modal")?.addEventListener("components-reconnect-state-changed", e => {
  if (e.detail?.state === "rejected") {
    location.reload();
  }
});
