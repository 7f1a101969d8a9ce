// Reports in Chromium: begun, written, sent, signed by another; every page on three widths, and by keyboard.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { byKeyboard, faults, start } from './portal.mjs';

let running, url, person;

before(async () => {
  running = await start('reports');
  ({ url, person } = running);
});

after(() => running?.stop());

const words = (page) => page.locator('main').innerText();
const press = (page, name) => Promise.all([page.waitForLoadState('load'), page.getByRole('button', { name }).first().click()]);

/** Looks at the page as it stands; `at` is its name. */
async function look(page, at) {
  assert.equal(await page.locator('h1').count(), 1, at);
  assert.deepEqual(await faults(page, `reports-${at}`), []);
}

test('a half-year is reported: written, sent, signed, fetched', async () => {
  const writer = await person('bientap.hiephoa');
  await writer.goto(url('quantri', '/hiephoa/bao-cao'));
  await look(writer, 'list');
  await byKeyboard(writer, 'the list of reports');
  await writer.goto(url('quantri', '/hiephoa/bao-cao'));
  await writer.selectOption('#loai', 'h1');
  await writer.fill('#nam', '2016');
  await press(writer, 'Lập hoặc mở báo cáo');
  const report = new URL(writer.url()).pathname;
  await look(writer, 'draft');
  await byKeyboard(writer, 'a draft');
  await writer.goto(url('quantri', report));
  await writer.fill('#noi-dung-vuong-mac', 'Một số xã chưa có cộng tác viên (mẫu).');
  await press(writer, 'Lưu bản mới');
  assert.equal(await writer.inputValue('#noi-dung-vuong-mac'), 'Một số xã chưa có cộng tác viên (mẫu).');

  // A figure leads to its list, which holds as many rows.
  const figure = writer.locator('main table a[href*="can-cu-so-lieu"]').first();
  const count = (await figure.innerText()).match(/^[\d.]+/)[0];
  await Promise.all([writer.waitForLoadState('load'), figure.click()]);
  assert.ok((await words(writer)).includes(`${count} mục`), await words(writer));
  await look(writer, 'evidence');
  await byKeyboard(writer, 'the rows behind a figure');

  await writer.goto(url('quantri', report));
  await press(writer, 'Trình duyệt bản đã lưu');
  const head = await person('truongban.hiephoa');
  await head.goto(url('quantri', report));
  await look(head, 'submitted');
  await press(head, 'Duyệt, lấy số và ban hành');
  assert.match(await words(head), /01\/BC-BBT/);
  await look(head, 'signed');
  for (const name of ['Tải bản soạn thảo (DOCX)', 'Tải bản in (PDF)']) {
    const address = await head.getByRole('link', { name }).getAttribute('href');
    const [status, size] = await head.evaluate(async (at) => { const answer = await fetch(at); return [answer.status, (await answer.blob()).size]; }, address);
    assert.equal(status, 200, name);
    assert.ok(size > 10_000, `${name}: ${size}`);
  }

  const office = await person('vanphong.hiephoa');
  await office.goto(url('quantri', '/hiephoa/mau-van-ban'));
  await look(office, 'letterhead');
  await byKeyboard(office, 'how papers look');
});
