// Adds rows to the listing form without asking the server, and tells of a file that is too large before it is sent.
// Without this script the same buttons send the form, and the server says the same.

const ROW = ".group-row";

const emptied = (part) => {
  for (const control of part.querySelectorAll("input, textarea, select")) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("autofocus");
    if (control.type === "checkbox") control.checked = control.defaultChecked = false;
    else if (control.tagName === "SELECT") control.selectedIndex = [...control.options].findIndex((each) => each.defaultSelected && !each.value);
    else control.value = control.defaultValue = "";
    if (control.tagName === "SELECT" && control.selectedIndex < 0) control.selectedIndex = 0;
  }
  for (const problem of part.querySelectorAll(".problem")) problem.remove();
  for (const marked of [part, ...part.querySelectorAll(".control-wrong")]) marked.classList.remove("control-wrong");
  return part;
};

const renamed = (part, before, after) => {
  const names = ["id", "name", "for", "value", "data-name", "formaction", "aria-describedby"];
  for (const element of [part, ...part.querySelectorAll("*")]) {
    for (const name of names) {
      const value = element.getAttribute(name);
      if (value?.includes(before) && (name !== "value" || ["add", "remove"].includes(element.name))) element.setAttribute(name, value.replaceAll(before, after));
    }
  }
  return part;
};

const numbered = (words, number) => words.replace(/\d+(?!.*\d)/u, String(number));

const addRow = (button) => {
  const rows = button.closest(".rows");
  const all = rows.querySelectorAll(`:scope > ${ROW}`);
  const last = all[all.length - 1];
  const [before, after] = [`${rows.id}.${all.length - 1}`, `${rows.id}.${all.length}`];
  const row = emptied(renamed(last.cloneNode(true), before, after));
  row.querySelector("legend").textContent = numbered(last.querySelector("legend").textContent, all.length + 1);
  last.after(row);
  if (all.length + 1 >= Number(rows.dataset.limit)) button.remove();
  return row;
};

const addEntry = (button) => {
  const entries = button.parentElement.querySelector(".entries");
  const last = entries.lastElementChild;
  const count = entries.children.length;
  const entry = emptied(last.cloneNode(true));
  entry.querySelector("input").id = entry.querySelector("label").htmlFor = `${entries.dataset.name}-${count + 1}`;
  entry.querySelector("label").textContent = numbered(last.querySelector("label").textContent, count + 1);
  last.after(entry);
  return entry;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-add]");
  if (!button) return;
  event.preventDefault();
  const added = button.dataset.add === "rows" ? addRow(button) : addEntry(button);
  added.querySelector("input, select, textarea")?.focus();
});

document.addEventListener("change", (event) => {
  const chooser = event.target.closest("input[data-most]");
  if (!chooser) return;
  chooser.closest(".control").querySelector(".problem")?.remove();
  const large = [...chooser.files].find((file) => file.size > Number(chooser.dataset.most));
  if (!large) return;
  chooser.value = "";
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.textContent = chooser.dataset.refusal.replace("{name}", large.name);
  chooser.closest(".joined").before(problem);
});
