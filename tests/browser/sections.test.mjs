// The public sections in Chromium without scripts: every list in the menu and the first page behind each, on a phone and on a desk.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { byKeyboard, faults, start } from './portal.mjs';

let running, browser, url;

before(async () => {
  running = await start('sections');
  ({ browser, url } = running);
});

after(() => running?.stop());

/** Addresses on this site that a part of the page leads to, each once. */
const led = async (page, part) => {
  const all = await page.locator(part).evaluateAll((links) => links.map((link) => link.href.split('#')[0]));
  return [...new Set(all)].filter((address) => new URL(address).host === new URL(page.url()).host);
};

/** Every page that was looked at, for those who look again in another way. */
const looked = [];

// Both sites are made by the same templates; whether every palette can be read by night is measured in face/palettes.rs.
for (const site of ['hiephoa', 'ducthang.hiephoa']) {
  test(`the sections of ${site}: no sideways scroll, axe, headings`, async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(url(site));
    const lists = (await led(page, 'footer a')).filter((address) => new URL(address).pathname.split('/').length === 2);
    assert.ok(lists.length >= 8, `${site} has ${lists.length} sections`);
    const trouble = [];
    const look = async (address) => {
      looked.push(address);
      const answer = await page.goto(address);
      const { pathname } = new URL(address);
      if (answer.status() !== 200) trouble.push(`${pathname} answers ${answer.status()}`);
      if (await page.locator('h1').count() !== 1) trouble.push(`${pathname} has not one h1`);
      trouble.push(...await faults(page, `sections-${site.split('.')[0]}${pathname.replaceAll('/', '_').slice(0, 60)}`, [320, 1440], site === 'hiephoa' ? ['dark', 'contrast', 'dark-contrast'] : []));
    };
    for (const list of lists) {
      await look(list);
      const [first] = (await led(page, 'main a')).filter((address) => address.startsWith(`${list}/`) && !/\.(xml|ics|csv|json)$/.test(address));
      if (first) await look(first);
    }
    assert.deepEqual(trouble, []);
  });
}

test('everything on every public page is reached by the tabulator, in order, and seen to be', async () => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const others = ['/', '/hoi-dap/gui', '/tim-kiem?q=khai+sinh', '/lien-he', '/so-do', '/rieng-tu', '/khong-co-trang-nay'];
  const trouble = [];
  for (const address of new Set([...others.map((path) => url('hiephoa', path)), ...looked])) {
    await page.goto(address);
    await byKeyboard(page, new URL(address).pathname).catch((cause) => trouble.push(cause.message));
  }
  assert.deepEqual(trouble, []);
});

test('a citizen does everything by keyboard: skips, jumps, unfolds, searches, asks, follows up', async () => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  /** On to what a selector names, by the tabulator alone. */
  const reach = async (selector) => {
    for (let i = 0; i < 300; i += 1) {
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await press('Tab');
    }
    assert.fail(`${selector} is not reached on ${page.url()}`);
  };
  await page.goto(url('hiephoa', '/tin-tuc'));
  await press('Tab', 'Enter', 'Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), 'the first stop skips the menu');
  // Playwright's own keys carry no letter while Alt is held; a keyboard's do.
  const keys = await page.context().newCDPSession(page);
  for (const [key, path] of [['3', '/so-do'], ['4', '/tim-kiem'], ['1', '/']]) {
    const pressed = { modifiers: 1, key, code: `Digit${key}`, windowsVirtualKeyCode: key.charCodeAt(0), unmodifiedText: key, text: key };
    await Promise.all([
      page.waitForURL((to) => to.pathname === path, { timeout: 10_000 }),
      keys.send('Input.dispatchKeyEvent', { type: 'keyDown', ...pressed }),
    ]);
  }
  await reach('.display summary');
  await press('Enter', 'Tab');
  assert.ok(await page.evaluate(() => document.activeElement.id === 'tuong-phan'), 'unfolded');
  await press('Space');
  assert.ok(await page.isChecked('#tuong-phan'));
  await reach('#tim');
  await page.keyboard.type('khai sinh');
  await Promise.all([page.waitForURL(/tim-kiem\?q=khai/), press('Enter')]);
  await page.goto(url('hiephoa', '/hoi-dap/gui'));
  for (const [id, text] of [
    ['tieu-de', 'Giờ làm việc của bộ phận một cửa (mẫu)'],
    ['noi-dung', 'Bộ phận một cửa có làm việc vào sáng thứ Bảy không, và nhận những thủ tục nào?'],
    ['ho-ten', 'Người hỏi (mẫu)'],
    ['thu-dien-tu', 'banphim@example.vn'],
  ]) {
    await reach(`#${id}`);
    await page.keyboard.type(text);
  }
  await reach('#dong-y-xu-ly');
  await press('Space');
  await reach('main form button[type=submit]');
  await Promise.all([page.waitForNavigation(), press('Enter')]);
  if (await page.getByRole('button', { name: 'Vẫn gửi' }).count()) {
    await reach('main form button[type=submit]');
    await Promise.all([page.waitForNavigation(), press('Enter')]);
  }
  assert.equal(await page.locator('.error').count(), 0, await page.locator('main').innerText());
  const code = await page.locator('.code').first().innerText();
  await page.goto(url('hiephoa', '/hoi-dap/theo-doi'));
  await reach('#ma-theo-doi');
  await page.keyboard.type(code.toLowerCase());
  await Promise.all([page.waitForNavigation(), press('Enter')]);
  assert.match(await page.locator('main').innerText(), /Giờ làm việc của bộ phận một cửa/);
});

/** A first visit over a line of 1.6 Mb/s with 150 ms to and fro: what came, when something stood there, what moved. */
async function visit(address) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 100_000 });
  const seen = { requests: 0, bytes: 0, hosts: new Set() };
  const pictures = new Set();
  line.on('Network.requestWillBeSent', ({ request }) => {
    if (!request.url.startsWith('http')) return;
    seen.requests += 1;
    seen.hosts.add(new URL(request.url).host);
  });
  line.on('Network.responseReceived', ({ requestId, type }) => type === 'Image' && pictures.add(requestId));
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!pictures.has(requestId)) seen.bytes += encodedDataLength;
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  const [paint, shift] = await page.evaluate(() => new Promise((resolve) => {
    let moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { moved += entry.value; })).observe({ type: 'layout-shift', buffered: true });
    const first = performance.getEntriesByName('first-contentful-paint')[0];
    setTimeout(() => resolve([first.startTime, moved]), 100);
  }));
  await context.close();
  return { ...seen, paint, shift };
}

test('pages stand there soon over a slow line, are light, and nothing in them moves', async () => {
  const trouble = [];
  for (const path of ['/', '/tin-tuc', '/van-ban-tat-ca', '/hoi-dap/gui', '/tim-kiem?q=khai+sinh', '/bo-may', '/lich-cong-tac']) {
    const visits = [];
    for (let i = 0; i < 3; i += 1) visits.push(await visit(url('hiephoa', path)));
    // The quickest of three: what is measured is the page, not what else this machine does.
    const { requests, bytes, hosts, paint, shift } = visits.toSorted((a, b) => a.paint - b.paint)[0];
    console.log(`${path}: ${requests} requests, ${bytes} bytes without pictures, first paint ${Math.round(paint)} ms, shift ${shift.toFixed(3)}`);
    if (hosts.size !== 1) trouble.push(`${path} asks ${[...hosts]}`);
    if (requests > 12) trouble.push(`${path} makes ${requests} requests`);
    if (bytes > 100_000) trouble.push(`${path} weighs ${bytes} bytes`);
    if (paint > 1200) trouble.push(`${path} is first painted after ${Math.round(paint)} ms`);
    if (shift > 0.01) trouble.push(`${path} moves by ${shift}`);
  }
  assert.deepEqual(trouble, []);
});
