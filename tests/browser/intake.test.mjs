// What readers send, in Chromium without JavaScript: the form, what is shown before sending, the receipt, the tracking
// page with its forms, and the desk's own form, receipt and drawer, at three widths. PORTAL_SHOTS names a folder for pictures.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { faults, start } from './portal.mjs';

let running, browser, url, person;

before(async () => {
  running = await start('intake');
  ({ browser, url, person } = running);
});

after(() => running?.stop());

const look = async (page, name) => assert.deepEqual(await faults(page, `intake-${name}`), []);

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
  const office = await person('vanphong.hiephoa');
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

  const head = await person('truongban.hiephoa');
  await head.goto(url('quantri', '/hiephoa/ngan-rieng'));
  await head.click('main li button');
  assert.match(await head.locator('main').innerText(), /đòi tiền/);
  await look(head, 'ngan-rieng');
});
