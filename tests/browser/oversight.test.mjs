// Oversight, instructions and compliance in Chromium: every page at three widths by axe, the overview by keyboard, and a story without
// scripts from the office that urges to the commune that opens, and from the leader who instructs to the board that reports.
// PORTAL_SHOTS names a folder for pictures of the pages.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { byKeyboard, faults, mailed, start } from './portal.mjs';

let running, url, person, data;
const account = (post, site) => `${post}.${site}`;

before(async () => {
  running = await start('oversight');
  ({ url, person, data } = running);
});

after(() => running?.stop());

// Figures are kept by the server a moment after it began.
async function counted(page) {
  for (let i = 0; i < 60; i += 1) {
    await page.goto(url('quantri', '/hiephoa/giam-sat'));
    if (!/đang đếm/.test(await page.locator('main').innerText())) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  assert.fail('the figures are not counted');
}

test('an office urges and sees that it was opened; a leader instructs and takes it as done', async () => {
  const office = await person(account('vanphong', 'hiephoa'), { javaScriptEnabled: false });
  await counted(office);
  await office.check('#trang-ducthang');
  await office.check('#so-lieu-chuyen-muc');
  await office.fill('#loi-nhan', 'Đề nghị cập nhật trong tuần (mẫu).');
  await office.click('text=Gửi đôn đốc');
  assert.match(await office.locator('main').innerText(), /Đã gửi đôn đốc tới \d+ người ở 1 trang/);
  await mailed(data, /\/ducthang\/don-doc/);

  const commune = await person(account('thuongtruc', 'ducthang'), { javaScriptEnabled: false });
  await commune.goto(url('quantri', '/ducthang/don-doc'));
  assert.match(await commune.locator('main').innerText(), /Đề nghị cập nhật trong tuần/);
  await office.goto(url('quantri', '/hiephoa/giam-sat/ducthang'));
  assert.match(await office.locator('main').innerText(), /đã mở/);

  const leader = await person(account('lanhdao', 'hiephoa'), { javaScriptEnabled: false });
  await leader.goto(url('quantri', '/hiephoa/chi-dao?trang=ducthang'));
  await leader.fill('#tieu-de', 'Rà soát trang giới thiệu (mẫu)');
  await leader.fill('#han', 'mai');
  await leader.click('main form[method=post] button[type=submit]');
  assert.match(await leader.locator('main').innerText(), /Hãy ghi hạn hoàn thành/);
  assert.equal(await leader.inputValue('#tieu-de'), 'Rà soát trang giới thiệu (mẫu)');
  await leader.fill('#han', '31/12/2099');
  await leader.click('main form[method=post] button[type=submit]');
  assert.match(await leader.locator('main').innerText(), /không quá hai năm/);
  // The sample deployment lives in the last days of 2016.
  await leader.fill('#han', '5/1/2017');
  await leader.click('main form[method=post] button[type=submit]');
  const path = new URL(leader.url()).pathname.replace('/hiephoa/', '/ducthang/');
  await commune.goto(url('quantri', path));
  await commune.selectOption('#buoc', 'reported');
  await commune.fill('#ghi-chu', 'Đã rà soát xong (mẫu).');
  await commune.click('main form[method=post] button[type=submit]');
  assert.match(await commune.locator('main').innerText(), /chờ ghi nhận/);
  await leader.reload();
  await leader.selectOption('#buoc', 'accepted');
  await leader.click('main form[method=post] button[type=submit]');
  assert.match(await leader.locator('main').innerText(), /Đã hoàn thành/);
});

test('the pages of oversight: no sideways scroll, axe, keyboard', async () => {
  const trouble = [];
  const office = await person(account('vanphong', 'hiephoa'));
  const commune = await person(account('thuongtruc', 'ducthang'));
  const leader = await person(account('lanhdao', 'hiephoa'));
  await office.goto(url('quantri', '/hiephoa/tuan-thu'));
  await office.click('text=Công bố bản tóm tắt');
  for (const [page, host, name, path] of [
    [office, 'quantri', 'all', '/hiephoa/giam-sat'],
    [office, 'quantri', 'narrowed', '/hiephoa/giam-sat?van-de=chuyen-muc&xep=ten'],
    [office, 'quantri', 'site', '/hiephoa/giam-sat/ducthang?loai=chuyen-muc'],
    [office, 'quantri', 'behind', '/ducthang/can-xu-ly?loai=chuyen-muc'],
    [commune, 'quantri', 'urged', '/ducthang/don-doc'],
    [leader, 'quantri', 'instructions', '/hiephoa/chi-dao'],
    [office, 'quantri', 'compliance', '/hiephoa/tuan-thu'],
    [office, 'hiephoa', 'public-compliance', '/tuan-thu'],
  ]) {
    const answer = await page.goto(url(host, path));
    assert.equal(answer.status(), 200, path);
    trouble.push(...await faults(page, `oversight-${name}`));
  }
  await office.goto(url('quantri', '/hiephoa/giam-sat/ducthang'));
  await byKeyboard(office, 'one site');
  await leader.goto(url('quantri', '/hiephoa/chi-dao'));
  await byKeyboard(leader, 'instructions');
  assert.deepEqual(trouble, []);
});
