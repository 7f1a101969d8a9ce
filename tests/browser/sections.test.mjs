// The public sections in Chromium without scripts: every list in the menu and the first page behind each, on a phone and on a desk.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { faults, start } from './portal.mjs';

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

for (const site of ['hiephoa', 'ducthang.hiephoa']) {
  test(`the sections of ${site}: no sideways scroll, axe, headings`, async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(url(site));
    const lists = (await led(page, 'footer a')).filter((address) => new URL(address).pathname.split('/').length === 2);
    assert.ok(lists.length >= 8, `${site} has ${lists.length} sections`);
    const trouble = [];
    const look = async (address) => {
      const answer = await page.goto(address);
      const { pathname } = new URL(address);
      if (answer.status() !== 200) trouble.push(`${pathname} answers ${answer.status()}`);
      if (await page.locator('h1').count() !== 1) trouble.push(`${pathname} has not one h1`);
      trouble.push(...await faults(page, `sections-${site.split('.')[0]}${pathname.replaceAll('/', '_').slice(0, 60)}`, [320, 1280]));
    };
    for (const list of lists) {
      await look(list);
      const [first] = (await led(page, 'main a')).filter((address) => address.startsWith(`${list}/`) && !/\.(xml|ics|csv|json)$/.test(address));
      if (first) await look(first);
    }
    assert.deepEqual(trouble, []);
  });
}
