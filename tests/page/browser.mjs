// Opens pages in a real browser and says what it saw, as JSON: node browser.mjs REQUEST.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const request = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(request.modules + "/package.json");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: request.chromium, args: ["--no-sandbox", "--disable-gpu"] });
const seen = { console: [], requests: [], dialogs: [], axe: {}, widths: {} };

async function opened(name, options = {}, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(request.pages[name]).href;
  await context.route("**/*", (route) => {
    const asked = route.request().url();
    if (asked.split("#")[0] === url || asked.startsWith("data:image/svg+xml;base64,")) return route.continue();
    seen.requests.push([name, asked]);
    return route.abort();
  });
  page.on("console", (message) => seen.console.push([name, message.text()]));
  page.on("pageerror", (error) => seen.console.push([name, String(error)]));
  page.on("dialog", (dialog) => (seen.dialogs.push([name, dialog.message()]), dialog.dismiss()));
  await page.goto(url + hash);
  return page;
}

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
async function accessible(label, page) {
  await page.evaluate(axe);
  const found = await page.evaluate(
    (tags) => axe.run(document, { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] }),
    tags,
  );
  seen.axe[label] = found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary?.slice(0, 300)}`));
}
const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));

for (const name of ["project", "empty"]) {
  for (const [label, options] of Object.entries({
    light: { colorScheme: "light" },
    dark: { colorScheme: "dark" },
    narrow: { colorScheme: "light", viewport: { width: 360, height: 740 } },
  })) {
    const page = await opened(name, options);
    await unfold(page);
    await accessible(`${name} ${label}`, page);
    seen.widths[`${name} ${label}`] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    await page.context().close();
  }
}

// Filters.
const page = await opened("project");
const list = (id) => page.evaluate((id) => {
  const box = document.getElementById(id).closest("[data-pager]") ?? document.querySelector(`#${id} ~ * [data-pager]`);
  return {
    status: box.querySelector("[data-status]").textContent,
    items: [...box.querySelector("[data-items]").children].map((item) => ({ ...item.dataset, text: item.innerText })),
  };
}, id);
seen.filters = { all: await list("findings") };
seen.options = await page.$$eval("#findings-severity option", (all) => all.map((one) => one.textContent));
await page.selectOption("#findings-severity", "warning");
seen.filters.severity = await list("findings");
await page.click("section:has(#findings) button[type=reset]");
await page.evaluate(() => new Promise((done) => setTimeout(done, 0)));
seen.filters.reset = await list("findings");
const rule = seen.filters.all.items[0].rule;
await page.selectOption("#findings-rule", rule);
seen.filters.rule = await list("findings");
await page.selectOption("#findings-rule", "");
await page.selectOption("#findings-kind", "kb-article");
seen.filters.kind = await list("findings");
await page.selectOption("#findings-kind", "");
await page.selectOption("#findings-document", "docs/gate.md");
seen.filters.document = await list("findings");
await page.selectOption("#findings-document", "");
await page.fill("#findings-text", "GONE.md exist");
seen.filters.text = await list("findings");
await page.fill("#findings-text", "nothing is called that");
seen.filters.none = await list("findings");
await page.fill("#findings-text", "");
await page.check("#findings-fix");
seen.filters.fix = await list("findings");
await page.uncheck("#findings-fix");
await page.fill("#matrix-text", "gate");
seen.filters.matrix = await list("matrix");
seen.live = await page.$$eval("[data-status]", (all) => all.map((one) => one.getAttribute("role")));

seen.drawing = await page.evaluate(async () => {
  const drawing = document.querySelector(".drawing img");
  await drawing?.decode();
  return drawing && [drawing.naturalWidth > 300, drawing.alt.length > 40];
});

// The theme, and no motion where none is wanted.
const look = () => page.evaluate(() => [getComputedStyle(document.documentElement).colorScheme, getComputedStyle(document.body).color]);
await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
seen.theme = [await look()];
for (let press = 0; press < 3; press += 1) {
  await page.click("#theme");
  seen.theme.push(await look());
}
seen.motion = await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior);

// Nothing hostile is alive.
seen.scripts = await page.evaluate(() => [document.scripts.length, document.querySelectorAll("iframe, object, embed, form[action], base").length, typeof window.hostile]);
seen.handlers = await page.evaluate(() => [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]).filter((one) => /^on|^style$/i.test(one.name)).length);
seen.links = await page.evaluate(() => [...new Set([...document.querySelectorAll("a[href]")].map((one) => one.getAttribute("href")))]);
seen.title = await page.title();
await page.context().close();

// By keyboard alone.
const keys = await opened("project");
seen.keys = [];
for (let press = 0; press < 14; press += 1) {
  await keys.keyboard.press("Tab");
  seen.keys.push(await keys.evaluate(() => {
    const one = document.activeElement;
    const box = one.getBoundingClientRect();
    return { text: one.innerText.split("\n")[0], outline: getComputedStyle(one).outlineStyle, seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 };
  }));
}
await keys.goto(keys.url().split("#")[0]);
await keys.keyboard.press("Tab");
await keys.keyboard.press("Enter");
seen.skipped = await keys.evaluate(() => document.activeElement.id);
await keys.focus("#theme");
await keys.keyboard.press("Space");
seen.toggled = await keys.evaluate(() => document.documentElement.dataset.theme);
await keys.focus(".matrix tbody a");
await keys.keyboard.press("Enter");
await keys.evaluate(() => new Promise((done) => setTimeout(done, 0)));
seen.followed = await keys.evaluate(() => [document.activeElement.id, document.activeElement.closest("details").open]);
await keys.context().close();

// On paper.
const paper = await opened("project");
await paper.emulateMedia({ media: "print", colorScheme: "dark" });
seen.print = await paper.evaluate(() => ["nav", "#theme", ".filters", ".pager", ".skip"].map((what) => [...document.querySelectorAll(what)].every((one) => getComputedStyle(one).display === "none")));
seen.paper = await paper.evaluate(() => [getComputedStyle(document.documentElement).colorScheme, document.documentElement.scrollWidth <= innerWidth]);
await paper.evaluate(() => dispatchEvent(new Event("beforeprint")));
seen.unfolded = await paper.evaluate(() => document.querySelectorAll("details:not([open])").length);
await paper.evaluate(() => dispatchEvent(new Event("afterprint")));
seen.folded = await paper.evaluate(() => document.querySelectorAll("details:not([open])").length);
seen.pdf = (await paper.pdf({ format: "A4" })).subarray(0, 5).toString();
await paper.context().close();

// Without scripts.
const plain = await opened("project", { javaScriptEnabled: false });
seen.plain = {
  text: await plain.locator("body").innerText(),
  filters: await plain.locator(".filters:visible").count(),
  findings: await plain.locator("li[data-rule]").count(),
  rows: await plain.locator("tr[data-state][data-kind]").count(),
};
await plain.context().close();

// A large project.
const large = await opened("large");
const size = () => large.evaluate(() => document.querySelectorAll("*").length);
seen.large = { before: await size() };
await accessible("large light", large);
await large.selectOption("#findings-severity", "note");
seen.large.note = await large.locator("section:has(#findings) [data-status]").textContent();
await large.click("section:has(#findings) [data-more]");
seen.large.more = await large.locator("section:has(#findings) [data-status]").textContent();
await large.evaluate(() => (location.hash = "#doc-1990"));
await large.waitForSelector("#doc-1990", { state: "visible" });
seen.large.revealed = await large.evaluate(() => document.getElementById("doc-1990").closest("details").open);
seen.large.after = await size();
await large.fill("#matrix-text", "document 1999");
seen.large.matrix = await large.locator("section:has(#matrix) tbody tr").evaluateAll((rows) => rows.map((row) => row.querySelector("th").innerText));
await large.fill("#matrix-text", "");
await large.evaluate(() => dispatchEvent(new Event("beforeprint")));
seen.large.printed = await large.locator("li[data-rule]").count();
await large.context().close();
const direct = await opened("large", {}, "#doc-1500");
seen.large.direct = await direct.evaluate(() => document.activeElement.id);
await direct.context().close();

await browser.close();
process.stdout.write(JSON.stringify(seen));
