// The media library in Chromium: a picture from a phone without scripts, and an upload with its percentage.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AXE, picture, start } from './portal.mjs';

let running, browser, data, url, person;

before(async () => {
  running = await start('media');
  ({ browser, data, url, person } = running);
});

after(() => running?.stop());

/** Holds a page to WCAG 2.2 AA, and to the width of a phone and of a desk. The page is looked at in a context of its own that runs scripts. */
async function sound(page) {
  const context = await browser.newContext({ bypassCSP: true, storageState: await page.context().storageState() });
  const twin = await context.newPage();
  for (const width of [320, 1280]) {
    await twin.setViewportSize({ width, height: 800 });
    await twin.goto(page.url());
    const wide = await twin.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${page.url()} is ${wide} px wide on ${width}`);
    await twin.evaluate(AXE);
    const found = await twin.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
    assert.deepEqual(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
  }
  await context.close();
}

test('a picture goes into the library and into a text from a phone without scripts', async () => {
  const page = await person('bientap.ducthang', { viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
  await page.goto(url('quantri', '/ducthang/thu-vien'));
  await page.click('text=Tải tệp lên thư viện');
  await sound(page);
  await page.setInputFiles('#tep', await picture(browser, 900, 500));
  await page.fill('#tac-gia', 'Văn hóa xã');
  await page.fill('#mo-ta-anh', 'Cầu mới của thôn (mẫu)');
  await page.selectOption('#dong-y', 'not-needed');
  await page.click('form[enctype] button[type=submit]');
  assert.match(await page.locator('main').innerText(), /900 × 500/);
  assert.match(await page.locator('main').innerText(), /Đủ thông tin/);
  assert.ok(await page.locator('.shelf-large img').evaluate((image) => image.naturalWidth) > 300, 'it is shown');
  await sound(page);

  await page.goto(url('quantri', '/ducthang/tin-bai/moi/tin'));
  await page.fill('#tieu-de', 'Thông xe cầu mới');
  await page.fill('#noi-dung', 'Cầu dài 30 mét.');
  await page.click('button[value=luu]');
  await page.click('text=Chọn từ thư viện');
  await sound(page);
  await page.focus('button[value=noi-dung]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/sua$/);
  assert.match(await page.content(), /cau-moi\.jpg/);
  await page.context().close();
});

// Which scripts may run is the policy's own matter; here the script itself is looked at.
test('an upload shows its percentage, can be stopped, and says why it was refused', async () => {
  const page = await person('truongban.ducthang', { bypassCSP: true });
  await page.goto(url('quantri', '/ducthang/thu-vien/them'));
  await page.fill('#chu-thich', 'Còn đây');
  await page.setInputFiles('#tep', { name: 'so.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<!doctype html><title>404') });
  await page.click('form[enctype] button[type=submit]');
  await page.waitForSelector('#tep-loi');
  assert.match(await page.innerText('#tep-loi'), /trang HTML/);
  assert.equal(await page.inputValue('#chu-thich'), 'Còn đây', 'what was typed is still there');

  const large = { name: 'to.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(21 << 20, 1) };
  await page.setInputFiles('#tep', large);
  await page.click('form[enctype] button[type=submit]');
  assert.match(await page.innerText('.upload-said'), /lớn hơn mức 20 MB/, 'before a byte is sent');

  const film = Buffer.alloc(40 << 20, 7);
  film.write('\0\0\0\x20ftypisom', 'latin1');
  const slow = await page.context().newCDPSession(page);
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 12 << 20 });
  await page.setInputFiles('#tep', { name: 'phim.mp4', mimeType: 'video/mp4', buffer: film });
  await page.click('form[enctype] button[type=submit]');
  await page.waitForFunction(() => /Đã tải \d+%/.test(document.querySelector('.upload-said').textContent));
  await page.click('text=Dừng tải');
  await page.waitForFunction(() => document.querySelector('.upload-said').textContent.includes('Đã dừng'));
  await page.click('form[enctype] button[type=submit]');
  await page.waitForURL(/thu-vien\/[0-9a-f-]+$/, { timeout: 60_000 });
  assert.equal(await page.locator('main video').count(), 1);
  assert.equal(readdirSync(join(data, 'upload')).length, 0, 'what was stopped left nothing');
  await page.context().close();
});
