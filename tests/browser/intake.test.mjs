// What readers send, in Chromium without JavaScript: the form, what is shown before sending, the receipt, the tracking
// page with its forms, and the desk's own form, receipt and drawer, at three widths. PORTAL_SHOTS names a folder for pictures.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AXE, NEW_PASSWORD, start } from './portal.mjs';

const SHOTS = process.env.PORTAL_SHOTS;
let running, browser, port, accounts;
const url = (host, path = '/') => `http://${host}.localhost:${port}${path}`;

before(async () => {
  running = await start('intake');
  ({ browser, port, accounts } = running);
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});

after(() => running?.stop());

// The page as it stands, narrow and wide: nothing wider than the screen, nothing that axe finds. Scripts of the page are
// off in the context, so axe is asked in a copy of it.
async function look(page, name) {
  const html = await page.content();
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} is ${wide}px too wide at ${width}`);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}-${width}.png`), fullPage: true });
  }
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  const told = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
  assert.deepEqual(told, [], `${name}\n${html.length} bytes`);
}

async function signIn(login) {
  const context = await browser.newContext({ javaScriptEnabled: true, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url('quantri'));
  await page.fill('#ten-dang-nhap', login);
  await page.fill('#mat-khau', accounts[login]);
  await page.click('form button[type=submit]');
  await page.fill('#mat-khau-cu', accounts[login]);
  await page.fill('#mat-khau-moi', NEW_PASSWORD);
  await page.fill('#nhac-lai', NEW_PASSWORD);
  await page.check('#cam-ket');
  await page.click('form[action="/mat-khau"] button[type=submit]');
  return page;
}

async function fill(page, subject, text) {
  await page.goto(url('hiephoa', '/hoi-dap/gui'));
  await page.fill('#tieu-de', subject);
  await page.fill('#noi-dung', text);
  await page.fill('#ho-ten', 'Người Hỏi Thử');
  await page.fill('#dien-thoai', '0912345678');
  await page.check('#dong-y-xu-ly');
}

test('a reader asks, is advised, follows, adds and takes back', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.goto(url('hiephoa', '/hoi-dap/gui'));
  await look(page, 'gui');
  await page.click('#gui button');
  assert.match(await page.locator('main').innerText(), /Còn \d+ mục cần sửa/);
  await look(page, 'gui-loi');
  await fill(page, 'Khiếu nại việc thu hồi đất', 'Tôi muốn khiếu nại quyết định thu hồi đất, xin hỏi nộp đơn ở đâu?');
  await page.setInputFiles('#tep', { name: 'giay.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF') });
  await page.click('#gui button');
  assert.match(await page.locator('main').innerText(), /Xin xem trước khi gửi/);
  assert.match(await page.locator('main').innerText(), /Bỏ tệp giay.pdf/);
  await look(page, 'xem-truoc');
  await page.click('#gui button');
  const code = (await page.locator('main').innerText()).match(/[0-9A-Z]{5}-[0-9A-Z]{5}/)[0];
  await look(page, 'bien-nhan');
  await page.goto(url('hiephoa', '/hoi-dap/theo-doi'));
  await page.fill('#ma-theo-doi', code.toLowerCase());
  await page.click('form[action$="theo-doi"] button[type=submit]');
  await page.fill('#bo-sung', 'Xin bổ sung: thửa đất ở thôn Dinh.');
  await page.click('form[action$="bo-sung"] button[type=submit]');
  assert.match(await page.locator('main').innerText(), /Đã nhận phần bổ sung/);
  await look(page, 'theo-doi');
  await page.click('form[action$="du-lieu"] button[type=submit]');
  assert.match(await page.locator('main').innerText(), /0912345678/);
  await look(page, 'du-lieu');

  await fill(page, 'Tố cáo cán bộ', 'Tôi tố cáo việc cán bộ đòi tiền khi cấp giấy tờ.');
  await page.selectOption('#loai', 'to-cao');
  await page.click('#gui button');
  assert.match(await page.locator('main').innerText(), /Nơi giải quyết theo luật/);
  const sealed = (await page.locator('main').innerText()).match(/[0-9A-Z]{5}-[0-9A-Z]{5}/)[0];
  await page.goto(url('hiephoa', '/hoi-dap/theo-doi'));
  await page.fill('#ma-theo-doi', sealed);
  await page.click('form[action$="theo-doi"] button[type=submit]');
  assert.match(await page.locator('main').innerText(), /giữ kín/);
  await look(page, 'theo-doi-don');
});

test('the desk writes a letter down, prints its receipt, and the keeper opens the drawer', async () => {
  const office = await signIn('vanphong.hiephoa');
  await office.goto(url('quantri', '/hiephoa/ghi-don-thu'));
  await look(office, 'ghi-don');
  await office.selectOption('#kenh', 'letter');
  await office.fill('#tieu-de', 'Hỏi về hỗ trợ hộ nghèo (mẫu)');
  await office.fill('#noi-dung', 'Gia đình tôi thuộc hộ nghèo, xin hỏi mức hỗ trợ tiền điện.');
  await office.click('main form button[type=submit]');
  assert.match(await office.locator('main').innerText(), /Giấy biên nhận/);
  await look(office, 'giay-bien-nhan');
  await office.click('main a:has-text("Mở trong sổ")');
  assert.match(await office.locator('main').innerText(), /thư giấy/);
  await look(office, 'cau-hoi');
  const response = await office.goto(url('quantri', '/hiephoa/ngan-rieng'));
  assert.equal(response.status(), 403, 'the office does not open the drawer');

  const head = await signIn('truongban.hiephoa');
  await head.goto(url('quantri', '/hiephoa/ngan-rieng'));
  await head.click('main li button');
  assert.match(await head.locator('main').innerText(), /đòi tiền/);
  await look(head, 'ngan-rieng');
});
