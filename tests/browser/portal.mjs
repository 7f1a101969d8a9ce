// A portal with sample content and a browser, for one suite: started together, gone together.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const NEW_PASSWORD = 'mot mat khau moi du dai 9';
export const SHOTS = process.env.PORTAL_SHOTS;
if (SHOTS) mkdirSync(SHOTS, { recursive: true });

const isFree = (port) => new Promise((resolve) => {
  const server = createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});

// A port that is free with the one after it, on which the private listener stands. It lies below those that the system
// gives to outgoing connections: one of these could take it while the sample content is made.
async function freePort() {
  for (;;) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    if (await isFree(port) && await isFree(port + 1)) return port;
  }
}

const answers = (port) => fetch(`http://127.0.0.1:${port}/`, { headers: { host: 'x' } }).then(() => true, () => false);

// A data folder that holds the sample content already: made once for all suites, where tests/run says so.
const FILLED = process.env.PORTAL_TEST_DEMO;

// The portal once it answers; with what it said where it ends or takes over five minutes.
async function serve(data, port) {
  const log = `${data}.log`;
  const out = openSync(log, 'w');
  const portal = spawn('target/debug/portal', ['demo', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', out, out] });
  closeSync(out);
  for (let i = 0; i < 1500; i += 1) {
    if (await answers(port)) return portal;
    assert.equal(portal.exitCode ?? portal.signalCode, null, `the portal ended: ${readFileSync(log, 'utf8').slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  portal.kill('SIGKILL');
  return assert.fail(`the portal does not answer: ${readFileSync(log, 'utf8').slice(-2000)}`);
}

// The portal has ended of itself: until then it writes into its folder. What does not end is at fault, and is killed.
async function ended(portal) {
  const over = portal.exitCode === null && portal.signalCode === null ? once(portal, 'exit') : Promise.resolve();
  portal.kill('SIGTERM');
  const late = setTimeout(() => portal.kill('SIGKILL'), 60_000);
  await over;
  clearTimeout(late);
  assert.notEqual(portal.signalCode, 'SIGKILL', 'the portal does not end when it is asked to');
}

// What a suite works with: the data folder, the port, the accounts with their first passwords, the browser; `stop` ends it.
export async function start(name) {
  const data = mkdtempSync(join(tmpdir(), `portal-${name}-`));
  if (FILLED) cpSync(FILLED, data, { recursive: true });
  const port = await freePort();
  const portal = await serve(data, port);
  const accounts = JSON.parse(readFileSync(join(data, 'demo-accounts.json'), 'utf8'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  });
  // Two suites share a machine: what is slow is no fault.
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(90_000);
    return context;
  };
  const url = (host, path = '/') => `http://${host}.localhost:${port}${path}`;
  const states = new Map();
  const person = async (login, options = {}) => {
    if (!states.has(login)) states.set(login, await signedIn(browser, url('quantri'), login, accounts[login]));
    return (await browser.newContext({ viewport: { width: 1280, height: 900 }, storageState: states.get(login), ...options })).newPage();
  };
  const stop = async () => {
    await browser.close();
    await ended(portal);
    rmSync(data, { recursive: true, force: true });
    rmSync(`${data}.log`, { force: true });
  };
  return { data, url, accounts, browser, person, stop };
}

// The session of who signs in, without scripts: with a first password, which asks for a new one, or with the new one.
async function signedIn(browser, console, login, first) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(console);
  await page.fill('#ten-dang-nhap', login);
  await page.fill('#mat-khau', first ?? NEW_PASSWORD);
  await page.click('form button[type=submit]');
  if (first) {
    assert.match(page.url(), /mat-khau/, 'the first sign-in asks for a new password');
    await page.fill('#mat-khau-cu', first);
    await page.fill('#mat-khau-moi', NEW_PASSWORD);
    await page.fill('#nhac-lai', NEW_PASSWORD);
    await page.check('#cam-ket');
    await page.click('form[action="/mat-khau"] button[type=submit]');
  }
  assert.doesNotMatch(page.url(), /mat-khau|dang-nhap/);
  const state = await context.storageState();
  await context.close();
  return state;
}

const MODES = {
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
  'dark-contrast': { colorScheme: 'dark', contrast: 'more' },
};

// What is wrong with the page as it stands, on a phone and on a desk: wider than the screen, or found by axe. With PORTAL_SHOTS
// it leaves pictures under the name. It is looked at as a copy in which scripts run: axe needs them, the page's reader may not.
// `modes` are further ways in which readers' devices show it, in which its colours are looked at again.
export async function faults(page, name, widths = [320, 390, 1280], modes = []) {
  const context = await page.context().browser().newContext({ storageState: await page.context().storageState(), bypassCSP: true });
  const copy = await context.newPage();
  const [address, body] = [page.url().split('#')[0], await page.content()];
  await copy.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await copy.goto(address);
  const found = [];
  for (const width of widths) {
    await copy.setViewportSize({ width, height: 800 });
    const wide = await copy.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) found.push(`${name} is ${wide} px wide at ${width}`);
    // What axe sees changes where the layout does, between a phone and a desk.
    const { violations } = width === 390 ? { violations: [] } : await copy.evaluate(`${AXE}; axe.run()`);
    for (const { id, nodes } of violations) found.push(`${name} at ${width}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    if (SHOTS) await copy.screenshot({ path: join(SHOTS, `${name}-${width}.png`), fullPage: true });
  }
  for (const mode of modes) {
    await copy.emulateMedia(MODES[mode]);
    const { violations } = await copy.evaluate(`${AXE}; axe.run({ runOnly: ['color-contrast', 'link-in-text-block'] })`);
    for (const { id, nodes } of violations) found.push(`${name}, ${mode}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    if (SHOTS) await copy.screenshot({ path: join(SHOTS, `${name}-${mode}.png`), fullPage: true });
  }
  await context.close();
  return found;
}

// Everything that can be used on a page is reached by the tabulator, in order, and seen to be.
export async function byKeyboard(page, target) {
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true]')];
    const seen = all.filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0
      && element.getClientRects().length);
    // The tabulator comes once to a group of radio buttons: to the one that is chosen, else to the first.
    const groups = new Map();
    for (const element of seen.filter(({ type }) => type === 'radio')) {
      const name = `${element.form?.action} ${[...document.forms].indexOf(element.form)} ${element.name}`;
      if (!groups.has(name) || element.checked) groups.set(name, element);
    }
    const stops = seen.filter((element) => element.type !== 'radio' || [...groups.values()].includes(element));
    stops.forEach((element, at) => { element.dataset.at = String(at); });
    // The page itself notes where the focus came and how it showed.
    window.walked = [];
    document.addEventListener('focusin', ({ target: element }) => {
      const style = getComputedStyle(element);
      const outlined = (of) => of && getComputedStyle(of).outlineStyle !== 'none' && parseFloat(getComputedStyle(of).outlineWidth) > 0;
      const shown = outlined(element) || style.boxShadow !== 'none' || outlined(element.parentElement);
      window.walked.push({ at: Number(element.dataset.at ?? -1), html: element.outerHTML.slice(0, 120), shown });
    });
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return stops.length;
  });
  // Dates have a stop for each of their parts, and what scrolls has one too: so on until all is met, or twice around.
  const met = () => page.evaluate(() => new Set(window.walked.map(({ at }) => at).filter((at) => at >= 0)).size);
  for (let i = 0; i < 3 * wanted + 40; i += 1) {
    await page.keyboard.press('Tab');
    if (i >= wanted - 1 && i % 5 === 0 && await met() === wanted) break;
  }
  const { walked, missed } = await page.evaluate(() => ({
    walked: window.walked,
    missed: [...document.querySelectorAll('[data-at]')]
      .filter((element) => !window.walked.some(({ at }) => at === Number(element.dataset.at))).map((element) => element.outerHTML.slice(0, 120)),
  }));
  const before = new Set();
  let last = -1;
  for (const { at, html } of walked.filter((stop) => stop.at >= 0)) {
    assert.ok(at > last || before.has(at), `${target}: out of order at ${html}`);
    last = Math.max(last, at);
    before.add(at);
  }
  assert.deepEqual(missed, [], `${target}: not reached by keyboard`);
  assert.deepEqual(walked.filter((stop) => stop.at >= 0 && !stop.shown).map(({ html }) => html), [], `${target}: focus is not seen`);
}

// The letters that have left so far, as bytes in one string each.
export const letters = (data) => readdirSync(join(data, 'mail')).map((name) => readFileSync(join(data, 'mail', name), 'utf8'));

// The first thing of a kind that a letter holds, waited for; `to` narrows to letters to one address.
export async function mailed(data, wanted, to = '') {
  for (let i = 0; i < 100; i += 1) {
    const mine = letters(data).filter((mail) => !to || mail.includes(`To: ${to}`) || mail.includes(`<${to}>`));
    const found = mine.map((mail) => letterText(mail).match(wanted)?.[0]).find(Boolean);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail(`no letter to ${to || 'anyone'} with ${wanted}`);
}

// A picture as the browser itself makes it.
export async function picture(browser, width, height) {
  const page = await browser.newPage();
  await page.setViewportSize({ width, height });
  await page.setContent('<body style="margin:0;background:linear-gradient(120deg,#b32,#28c)"><h1>Cầu mới</h1></body>');
  const buffer = await page.screenshot({ type: 'jpeg', quality: 90 });
  await page.close();
  return { name: 'cau-moi.jpg', mimeType: 'image/jpeg', buffer };
}

// A letter's text part, decoded, from the bytes of its file.
export function letterText(mail) {
  const boundary = mail.match(/boundary="([^"]+)"/)?.[1];
  const part = boundary ? mail.split(`--${boundary}`)[1].replace(/^\r\n/, '') : mail;
  const [head, ...rest] = part.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(body.replace(/\s/g, ''), 'base64').toString('utf8');
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

// Sends the filled form of a question; where answers to similar ones are shown first, sends it all the same.
export async function sendQuestion(page) {
  await page.click('main form button[type=submit]');
  await page.waitForLoadState();
  const anyway = page.getByRole('button', { name: 'Vẫn gửi' });
  if (await anyway.count()) await anyway.click();
}
