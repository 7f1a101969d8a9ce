// The regulation's house-keeping in Chromium: a difficulty filed, a document sent to the communes, a regulation pasted and
// published; every page of it at three widths by axe and once by keyboard. PORTAL_SHOTS names a folder for pictures of them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { byKeyboard, faults, mailed, start } from './portal.mjs';

const SITE = 'hiephoa';
let running, data, url, person, office, head, link;

const account = (role) => Object.keys(running.accounts).find((login) => login.startsWith(role) && login.endsWith('hiephoa'));

before(async () => {
  running = await start('house');
  ({ data, url, person } = running);
  office = account('vanphong') ?? account('thuongtruc');
  head = account('truongban');
});

after(() => running?.stop());

const at = (path) => url('quantri', `/hiephoa${path}`);

test('the office files, sends and drafts; the head publishes, without scripts', async () => {
  const desk = await person(office, { javaScriptEnabled: false });
  await desk.goto(at('/vuong-mac'));
  await desk.selectOption('#ve', 'regulation');
  await desk.fill('#dieu', '1');
  await desk.click('main form button[type=submit]');
  assert.match(await desk.locator('.refusals').innerText(), /dòng/);
  await desk.fill('#tieu-de', 'Chưa rõ phạm vi (mẫu)');
  await desk.fill('#noi-dung', 'Đề nghị ghi rõ phạm vi áp dụng. (mẫu)');
  await desk.click('main form button[type=submit]');
  assert.match(await desk.locator('main').innerText(), /Đã gửi Ban Biên tập, số 4/);

  await desk.goto(at('/gui-van-ban'));
  await desk.fill('#van-ban', '10/2016/QĐ-UBND');
  await desk.check('#nhom-1');
  await desk.click('main form button[type=submit]');
  // The samples have sent it to the same: once more only when asked for.
  assert.match(await desk.locator('.refusals').innerText(), /đã gửi UBND các xã, thị trấn/);
  await desk.check('#gui-lai');
  await desk.click('main form button[type=submit]');
  assert.match(await desk.locator('main').innerText(), /26 nơi nhận, 0 nơi đã nhận/);
  link = await mailed(data, /\/nhan-van-ban\/[0-9a-f-]{36}\?khoa=[\w-]+/);

  await desk.goto(at('/quy-che'));
  await desk.fill('#ten', 'Quy chế hoạt động (mẫu)');
  await desk.fill('#toan-van', 'Chương I QUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n\nToàn huyện.\n\nĐiều 2. Cập nhật\n\nHàng ngày.');
  await desk.click('button[formaction]');
  assert.match(await desk.locator('main').innerText(), /Xem trước: 2 điều/);
  await desk.click('text=Lưu bản nháp');
  const draft = new URL(desk.url()).pathname;
  const chief = await person(head, { javaScriptEnabled: false });
  await chief.goto(url('quantri', draft));
  await chief.fill('#quyet-dinh', '10/2016/QĐ-UBND');
  await chief.fill('#ngay-quyet-dinh', '28/12/2016');
  // The samples hold the one of 28/12/2016; the sample deployment lives in the last days of that year.
  await chief.fill('#tu-ngay', '30/12/2016');
  await chief.click('text=Công bố bản này');
  assert.match(await chief.locator('main').innerText(), /Đang áp dụng/);
});

test('the pages of the house: no sideways scroll, axe, keyboard', async () => {
  const trouble = [];
  const desk = await person(office);
  const chief = await person(head);
  for (const [who, name, path] of [
    [desk, 'feedback', '/vuong-mac'],
    [desk, 'register', '/vuong-mac/so'],
    [desk, 'distributions', '/gui-van-ban'],
    [desk, 'groups', '/nhom-noi-nhan'],
    [desk, 'archive', '/ban-luu'],
    [desk, 'received', '/van-ban-den'],
    [desk, 'regulation', '/quy-che'],
    [desk, 'awards', '/khen-thuong'],
    [desk, 'uptime', '/hoat-dong'],
    [desk, 'outage', '/tam-ngung'],
    [chief, 'violations', '/vi-pham'],
  ]) {
    const answer = await who.goto(at(path));
    assert.equal(answer.status(), 200, path);
    trouble.push(...await faults(who, `house-${name}`));
    if (['feedback', 'regulation', 'violations'].includes(name)) await byKeyboard(who, name);
  }
  for (const [name, list, row] of [['one', '/vuong-mac/so', 'a.title'], ['sent', '/gui-van-ban', 'a.title'], ['version', '/quy-che', 'a.title'],
    ['proposal', '/quy-che', 'a.title[href*=kien-nghi]']]) {
    await desk.goto(at(list));
    await desk.locator(`main ${row}`).first().click();
    trouble.push(...await faults(desk, `house-${name}`));
  }
  const reader = await (await running.browser.newContext()).newPage();
  for (const [name, path] of [['rules', '/quy-che'], ['whole', '/quy-che/toan-van'], ['compared', '/quy-che/so-sanh?cu=1&moi=2'], ['outages', '/tam-ngung'], ['receipt', link]]) {
    const answer = await reader.goto(url(SITE, path));
    assert.equal(answer.status(), 200, path);
    trouble.push(...await faults(reader, `house-${name}`));
  }
  assert.deepEqual(trouble, []);
});
