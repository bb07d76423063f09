// The pages work without this. It makes some of them move by themselves.
"use strict";

// On a wide screen the menu is beside the page and always open.
const wide = matchMedia("(min-width: 60rem)");
const menu = document.querySelector("[data-menu]");
const openMenu = () => { if (menu) menu.open = wide.matches; };
wide.addEventListener("change", openMenu);
openMenu();

// <div id="x" data-refresh="2"> is fetched again every two seconds until the server says no more.
const refresh = (element) => {
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
      if (fresh && answer.ok) {
        const focused = document.activeElement && element.contains(document.activeElement);
        if (!focused) {
          element.replaceWith(fresh);
          if (fresh.dataset.refresh) refresh(fresh);
          return;
        }
      }
    } catch { /* the network may be away for a while */ }
    refresh(element);
  }, Number(element.dataset.refresh) * 1000);
};
document.querySelectorAll("[data-refresh]").forEach(refresh);

// A file may be dropped on the field that takes it.
document.querySelectorAll("[data-drop]").forEach((zone) => {
  const input = zone.querySelector("input[type=file]");
  const over = (is) => (event) => { event.preventDefault(); zone.classList.toggle("over", is); };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    input.files = event.dataTransfer.files;
    if (zone.dataset.drop === "send") zone.closest("form").requestSubmit();
  });
});

// One box ticks all of a table.
document.querySelectorAll("[data-all]").forEach((all) => {
  all.hidden = false;
  all.addEventListener("change", () => {
    document.querySelectorAll(`input[name="${all.dataset.all}"]`).forEach((box) => { box.checked = all.checked; });
  });
});

// A form is sent once, however often its button is pressed.
document.querySelectorAll("form[method=post]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
});
