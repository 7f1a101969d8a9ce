// The clock of questions in Chromium: its pages at three widths, by keyboard's order and axe, with scripts switched off for the
// forms. PORTAL_SHOTS names a folder for pictures of them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { faults, mailed, sendQuestion, start } from './portal.mjs';

const SITE = 'ducthang.hiephoa';
let running, browser, data, url, person, board, link, code, question;

before(async () => {
  running = await start('clock');
  ({ browser, data, url, person } = running);
  board = Object.keys(running.accounts).find((login) => login.startsWith('truongban') && login.endsWith('ducthang'));
});

after(() => running?.stop());

test('a unit asks the reader and for more time by its link, without scripts', async () => {
  const reader = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await reader.goto(url(SITE, '/hoi-dap/gui'));
  await reader.fill('#tieu-de', 'Đăng ký khai sinh quá hạn (mẫu)');
  await reader.fill('#noi-dung', 'Xin hỏi nộp hồ sơ ở đâu, cần giấy tờ gì? (mẫu)');
  await reader.fill('#ho-ten', 'Người hỏi mẫu');
  await reader.fill('#thu-dien-tu', 'mau@thu.example');
  await reader.check('#dong-y-xu-ly');
  await sendQuestion(reader);
  code = (await reader.locator('main').innerText()).match(/[0-9A-Z]{5}-[0-9A-Z]{5}/)[0];

  const desk = await person(board, { javaScriptEnabled: false });
  await desk.goto(url('quantri', '/ducthang/so-theo-doi?tinh-trang=dang-xu-ly'));
  question = await desk.locator('main table a', { hasText: 'khai sinh quá hạn' }).first().getAttribute('href');
  await desk.goto(url('quantri', question));
  await desk.selectOption('#don-vi-khac', 'tuphap');
  await desk.click('form[action$="/chuyen"] button[type=submit]');
  link = await mailed(data, /\/tra-loi\/[0-9a-f-]{36}\?khoa=[\w-]+/);

  const unit = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await unit.goto(url(SITE, link));
  await unit.click('text=Đề nghị gia hạn');
  await unit.fill('#den-ngay', 'mai');
  await unit.click('main form button[type=submit]');
  assert.match(await unit.locator('main').innerText(), /Hãy ghi ngày trả lời mới/);
  assert.equal(await unit.inputValue('#den-ngay'), 'mai');
  await unit.goto(url(SITE, link));
  await unit.click('text=Đề nghị người hỏi bổ sung');
  await unit.fill('#noi-dung', 'Cháu sinh ở đâu? (mẫu)');
  await unit.fill('#ho-ten', 'Cán bộ mẫu');
  await unit.fill('#chuc-vu', 'Công chức');
  await unit.click('main form button[type=submit]');
  assert.match(await unit.locator('main').innerText(), /Đang chờ người hỏi bổ sung/);

  await reader.goto(url(SITE, '/hoi-dap/theo-doi'));
  await reader.fill('#ma-theo-doi', code);
  await reader.click('main form button[type=submit]');
  assert.match(await reader.locator('main').innerText(), /Cháu sinh ở đâu/);
});

test('the pages of the clock: no sideways scroll, axe', async () => {
  const trouble = [];
  const page = await person(board);
  const look = async (name) => trouble.push(...await faults(page, `clock-${name}`));
  for (const [name, path] of [
    ['late', '/ducthang/viec-tre-han'],
    ['book', '/ducthang/so-theo-doi'],
    ['book-wrong', '/ducthang/so-theo-doi?tu-ngay=mai'],
    ['figures', '/ducthang/so-theo-doi/so-lieu'],
    ['question', question],
  ]) {
    const answer = await page.goto(url('quantri', path));
    assert.equal(answer.status(), 200, path);
    for (const fold of await page.locator('main details.act > summary').all()) await fold.click();
    await look(name);
  }
  for (const [name, path] of [
    ['counting', '/cach-tinh-thoi-han'],
    ['unit', link],
    ['unit-clarify', link.replace('?', '/hoi-lai?')],
    ['unit-time', link.replace('?', '/xin-gia-han?')],
  ]) {
    const answer = await page.goto(url(SITE, path));
    assert.equal(answer.status(), 200, path);
    await look(name);
  }
  await page.goto(url(SITE, '/hoi-dap/theo-doi'));
  await page.fill('#ma-theo-doi', code);
  await page.click('main form button[type=submit]');
  await look('track');
  assert.deepEqual(trouble, []);
});
