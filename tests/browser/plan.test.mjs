// Trainings and the plan of the year in Chromium: a course written down with who took part, a plan drafted, approved by another, shown
// to readers and reported on; every page of it at three widths by axe and by keyboard. PORTAL_SHOTS names a folder for pictures.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { byKeyboard, faults, start } from './portal.mjs';

let running, url, person;
const account = (post, site = 'hiephoa') => `${post}.${site}`;
const at = (path) => url('quantri', `/hiephoa${path}`);
const main = (page) => page.locator('main').innerText();

before(async () => {
  running = await start('plan');
  ({ url, person } = running);
});

after(() => running?.stop());

test('a course is written down with people of a commune, who see it among their own', async () => {
  const office = await person(account('vanphong'), { javaScriptEnabled: false });
  await office.goto(at('/tap-huan'));
  await office.fill('#chuyen-de', 'An toàn tài khoản (mẫu)');
  await office.fill('#tu-ngay', 'mai');
  await office.click('main form[method=post] button[type=submit]');
  assert.match(await main(office), /Hãy ghi ngày mở lớp/);
  assert.equal(await office.inputValue('#chuyen-de'), 'An toàn tài khoản (mẫu)');
  for (const [field, value] of [['tu-ngay', '28/12/2016'], ['so-gio', '4'], ['dia-diem', 'Phòng họp số 2'], ['giang-vien', 'Văn phòng (mẫu)']]) {
    await office.fill(`#${field}`, value);
  }
  await office.click('main form[method=post] button[type=submit]');
  await office.selectOption('#chon-trang', 'ducthang');
  await office.click('form.sieve button');
  await office.getByLabel(/^Cộng tác viên Xã Đức Thắng/).check();
  await office.fill('#nguoi-ngoai', 'Cán bộ một cửa (mẫu); Xã Danh Thắng');
  await office.click('text=Thêm vào lớp');
  assert.match(await main(office), /2 người/);
  const learner = await person(account('ctv', 'ducthang'), { javaScriptEnabled: false });
  await learner.goto(url('quantri', '/ducthang'));
  await learner.click('nav summary:has-text("Tổ chức, quy chế")');
  await learner.click('nav a:has-text("Tập huấn của tôi")');
  assert.match(await main(learner), /An toàn tài khoản \(mẫu\)/);
});

test('a plan is drafted, approved by another, shown and reported on; a change stays to be seen', async () => {
  const office = await person(account('vanphong'), { javaScriptEnabled: false });
  await office.goto(at('/ke-hoach?nam=2018'));
  await office.fill('#muc-dich', 'Tiếp tục thực hiện Quy chế (mẫu).');
  await office.getByRole('button', { name: 'Lập dự thảo' }).click();
  await office.fill('#viec', 'Nâng cấp máy chủ (mẫu)');
  await office.selectOption('#ai', 'board');
  await office.fill('#han', '30/06/2018');
  await office.getByRole('button', { name: 'Thêm vào kế hoạch' }).click();
  assert.match(await main(office), /Dự thảo, chờ duyệt/);
  assert.equal(await office.locator('#so-ke-hoach').count(), 0, 'who wrote it is not asked to approve it');
  const head = await person(account('truongban'), { javaScriptEnabled: false });
  await head.goto(at('/ke-hoach?nam=2018'));
  await head.fill('#so-ke-hoach', '01/KH-BBT');
  await head.getByRole('button', { name: 'Duyệt kế hoạch này' }).click();
  await head.click('text=Nâng cấp máy chủ (mẫu)');
  await head.selectOption('#buoc', 'progress');
  await head.fill('#ket-qua', 'Đã lập dự toán (mẫu).');
  await head.getByRole('button', { name: 'Ghi báo cáo' }).click();
  assert.match(await main(head), /Đang thực hiện/);
  await office.goto(head.url());
  await office.fill('#han', '31/07/2018');
  await office.fill('#ly-do', 'Chờ kinh phí (mẫu)');
  await office.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await office.click('text=Kế hoạch năm 2018');
  assert.match(await main(office), /Hạn: 30\/06\/2018 → 31\/07\/2018/);
  await office.getByRole('button', { name: 'Công bố kế hoạch' }).click();
  const reader = await (await running.browser.newContext()).newPage();
  await reader.goto(url('hiephoa', '/ke-hoach-nam'));
  assert.match(await main(reader), /Chờ kinh phí \(mẫu\)/);
});

test('the pages of trainings and plans: no sideways scroll, axe, keyboard', async () => {
  const trouble = [];
  const desk = await person(account('vanphong'));
  for (const [name, path] of [
    ['trainings', '/tap-huan?nam=2016'], ['by-person', '/tap-huan/nguoi?nam=2016'], ['untrained', '/tap-huan/chua'],
    ['own', '/tap-huan-cua-toi'], ['plan', '/ke-hoach?nam=2016'], ['plan-late', '/ke-hoach?nam=2016&loc=tre'], ['plan-none', '/ke-hoach?nam=2020'],
  ]) {
    const answer = await desk.goto(at(path));
    assert.equal(answer.status(), 200, path);
    trouble.push(...await faults(desk, `plan-${name}`));
    if (['trainings', 'plan'].includes(name)) await byKeyboard(desk, name);
  }
  for (const [name, list, row] of [['training', '/tap-huan?nam=2016', 'th a'], ['entry', '/ke-hoach?nam=2016&loc=tre', 'th a']]) {
    await desk.goto(at(list));
    await desk.locator(`main ${row}`).first().click();
    trouble.push(...await faults(desk, `plan-${name}`));
    await byKeyboard(desk, name);
  }
  const reader = await (await running.browser.newContext()).newPage();
  const answer = await reader.goto(url('hiephoa', '/ke-hoach-nam?nam=2017'));
  assert.equal(answer.status(), 200);
  trouble.push(...await faults(reader, 'plan-public'));
  await byKeyboard(reader, 'the plan before readers');
  assert.deepEqual(trouble, []);
});
