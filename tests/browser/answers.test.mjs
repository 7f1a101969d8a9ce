// A question from the desk to the public page, in Chromium without scripts: who it may belong to, other units' opinions, the
// unit's link, answering beside search, the words for everybody, the correction; every page at three widths and by axe.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { faults, mailed, sendQuestion, start } from './portal.mjs';

const SITE = 'ducthang.hiephoa';
const HEAD = 'truongban.ducthang';
const DEPUTY = 'thuongtruc.ducthang';
const QUIET = { javaScriptEnabled: false };
let running, browser, data, url, person;

before(async () => {
  running = await start('answers');
  ({ browser, data, url, person } = running);
});

after(() => running?.stop());

const words = (page) => page.locator('main').innerText();
const look = async (page, name) => assert.deepEqual(await faults(page, `answers-${name}`), []);

async function open(page, path) {
  const answer = await page.goto(url('quantri', path));
  assert.equal(answer.status(), 200, path);
  for (const fold of await page.locator('main details > summary').all()) await fold.click();
}

/** Sends the form of an act, filled. */
async function act(page, action, fields = {}) {
  const form = page.locator(`main form[action$="/${action}"]`).first();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`).first();
    if (value === true) await field.check();
    else if (await field.evaluate((element) => element.tagName) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await form.locator('button[type=submit]').first().click();
}

/** A question that a reader asked; its address on the desk. */
async function asked(desk, subject, body) {
  const reader = await (await browser.newContext(QUIET)).newPage();
  await reader.goto(url(SITE, '/hoi-dap/gui'));
  await reader.fill('#tieu-de', subject);
  await reader.fill('#noi-dung', body);
  await reader.fill('#ho-ten', 'Người hỏi (mẫu)');
  await reader.fill('#thu-dien-tu', 'mau@thu.example');
  await reader.check('#dong-y-xu-ly');
  await sendQuestion(reader);
  await reader.context().close();
  await open(desk, '/ducthang/cho-phan-loai');
  return desk.locator('main table a', { hasText: subject }).first().getAttribute('href');
}

test('a question goes to its unit, comes back by the link, and is published with a correction', async () => {
  const head = await person(HEAD, QUIET);
  const question = await asked(head, 'Khai sinh cho cháu (mẫu)',
    'Cháu tôi hai tuổi chưa đăng ký khai sinh, cần giấy tờ gì? Xin gọi 0912 345 678.');
  await look(head, 'waiting');
  await open(head, question);
  await look(head, 'question');
  await act(head, 'chuyen', { 'don-vi-khac': 'tuphap', 'loi-nhan': 'Xin trả lời trong tuần (mẫu)' });
  const link = await mailed(data, /\/tra-loi\/[0-9a-f-]{36}\?khoa=[\w-]+/);

  const unit = await (await browser.newContext(QUIET)).newPage();
  await unit.goto(url(SITE, link));
  assert.doesNotMatch(await words(unit), /0912/, 'the unit sees no way to the reader');
  await look(unit, 'unit');
  await unit.click('main form button[type=submit]');
  assert.match(await words(unit), /cần sửa/);
  await look(unit, 'unit-refused');
  await unit.fill('#tra-loi', 'Gia đình mang giấy chứng sinh đến Ủy ban nhân dân xã.');
  await unit.fill('#ho-ten', 'Cán bộ mẫu');
  await unit.fill('#chuc-vu', 'Công chức tư pháp - hộ tịch');
  await unit.check('#cam-ket');
  await unit.click('main form button[type=submit]');
  assert.match(await words(unit), /Đã nhận câu trả lời|đã được gửi|đã gửi/i);
  await look(unit, 'unit-sent');

  const deputy = await person(DEPUTY, QUIET);
  await open(deputy, question);
  await look(deputy, 'wording');
  await deputy.click('#duyet button[type=submit]');
  assert.match(await words(deputy), /cần sửa/);
  await look(deputy, 'wording-refused');
  await deputy.check('#duyet-cam-ket');
  await deputy.click('#duyet button[type=submit]');
  await deputy.click('#dang button[type=submit]');

  const reader = await (await browser.newContext(QUIET)).newPage();
  await reader.goto(url(SITE, '/hoi-dap'));
  await look(reader, 'list');
  await reader.click('main a:has-text("Khai sinh cho cháu")');
  assert.match(await words(reader), /giấy chứng sinh/);
  assert.doesNotMatch(await words(reader), /0912|Người hỏi \(mẫu\)|mau@thu/);
  await look(reader, 'public');
  const address = reader.url();

  await open(deputy, question);
  await act(deputy, 'dinh-chinh', { 'ly-do-dinh-chinh': 'Bổ sung nơi nộp (mẫu)' });
  await look(deputy, 'correction-refused');
  await deputy.fill('#ly-do-dinh-chinh', 'Bổ sung nơi nộp (mẫu)');
  await deputy.fill('#tra-loi-moi', 'Gia đình mang giấy chứng sinh đến bộ phận một cửa của xã.');
  await deputy.click('#dinh-chinh button[type=submit]');
  await open(head, question);
  await look(head, 'correction');
  await head.check('#duyet-dinh-chinh #xem-dinh-chinh');
  await head.click('#duyet-dinh-chinh button[type=submit]');
  await reader.goto(address);
  assert.match(await words(reader), /bộ phận một cửa/);
  assert.match(await words(reader), /Bổ sung nơi nộp/);
  await look(reader, 'corrected');
});

test('an answer is written beside what search finds, and a unit says the question is not theirs', async () => {
  const head = await person(HEAD, QUIET);
  const question = await asked(head, 'Quy chế trang thông tin (mẫu)', 'Ai duyệt tin bài trên trang thông tin điện tử của huyện?');
  await open(head, question);
  await act(head, 'chuyen', { 'don-vi-khac': 'tuphap' });
  await open(head, question);
  await act(head, 'phoi-hop', {});
  await look(head, 'opinions-refused');

  await open(head, `${question}/soan`);
  await head.fill('#tim', 'quy che trang thong tin dien tu');
  await head.click('button[name=viec][value=tim]');
  const cite = head.locator('button[name=chen]').first();
  if (await cite.count()) {
    await cite.click();
    assert.notEqual(await head.inputValue('#tra-loi'), '', 'the citation is in the draft');
  }
  await look(head, 'drafting');
  await head.fill('#tra-loi', 'Ban Biên tập duyệt (mẫu).');
  await head.click('button[name=viec][value=xem]');
  assert.match(await words(head), /Xem trước, chưa gửi/);
  await look(head, 'preview');
  await head.click('button[name=viec][value=luu]');
  assert.match(await words(head), /[Bb]ản nháp/);

  const links = (await Promise.all([mailed(data, /\/tra-loi\/[0-9a-f-]{36}\?khoa=[\w-]+/)]));
  assert.equal(links.length, 1);
  const unit = await (await browser.newContext(QUIET)).newPage();
  await unit.goto(url(SITE, links[0].replace('?', '/khong-thuoc?')));
  await look(unit, 'not-ours');
  await unit.context().close();
});

test('rules, other bodies: refused filled in, then taken', async () => {
  const head = await person(HEAD, QUIET);
  await open(head, '/ducthang/chuyen-cau-hoi');
  await look(head, 'rules');
  await act(head, 'chuyen-cau-hoi', { 'tu-khoa': 'khai sinh', 'tu-ngay': 'mai' });
  assert.match(await words(head), /cần sửa/);
  assert.equal(await head.inputValue('#tu-khoa'), 'khai sinh');
  await look(head, 'rules-refused');
  await open(head, '/ducthang/co-quan-ngoai');
  await look(head, 'bodies');
  await act(head, 'co-quan-ngoai', { ten: 'Chi nhánh văn phòng đăng ký đất đai (mẫu)' });
  assert.match(await words(head), /cần sửa/);
  await look(head, 'bodies-refused');
});
