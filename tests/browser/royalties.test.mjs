// Royalties in Chromium: their pages at three widths, by keyboard and axe, and a story of a few clicks without scripts.
// PORTAL_SHOTS names a folder for pictures of them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { byKeyboard, faults, start } from './portal.mjs';

let running, url, person;
const at = (path) => url('quantri', `/ducthang${path}`);

before(async () => {
  running = await start('royalties');
  ({ url, person } = running);
});

after(() => running?.stop());

test('the board proposes and assesses, the office estimates, without scripts', async () => {
  const board = await person('truongban.ducthang', { javaScriptEnabled: false });
  await board.goto(at('/nhuan-but?thang=2016-12'));
  await board.click('summary:has-text("Thêm thù lao")');
  await board.fill('#ten-moi', 'Biên tập viên (mẫu)');
  await board.fill('#cong-viec', 'Biên tập');
  await board.fill('#so-tien', 'một trăm');
  await board.click('button:has-text("Thêm thù lao")');
  assert.equal(await board.inputValue('#so-tien'), 'một trăm');
  assert.match(await board.locator('.refusals').innerText(), /Số tiền là một số đồng/);
  await board.fill('#so-tien', '50.000');
  await board.click('button:has-text("Thêm thù lao")');
  assert.match(await board.locator('main').innerText(), /Biên tập viên \(mẫu\)[\s\S]*50\.000 đ/);

  const office = await person('vanphong.ducthang', { javaScriptEnabled: false });
  await office.goto(at('/du-toan?nam=2017'));
  await office.fill('#noi-dung-chi', 'Thuê máy chủ (mẫu)');
  await office.fill('#so-tien', '5.000.000');
  await office.click('main form button:has-text("Thêm khoản")');
  assert.match(await office.locator('main').innerText(), /Tổng dự toán: 5\.000\.000 đ/);
});

test('the pages of royalties: no sideways scroll, axe, by keyboard', async () => {
  const trouble = [];
  const board = await person('truongban.ducthang');
  const office = await person('vanphong.ducthang');
  const above = await person('vanphong.hiephoa');
  for (const [page, name, address] of [
    [board, 'list', at('/nhuan-but?thang=2016-12')],
    [board, 'own', at('/nhuan-but-cua-toi')],
    [office, 'pay', at('/chi-tra')],
    [office, 'year', at('/nhuan-but/nam')],
    [office, 'estimate', at('/du-toan?nam=2017')],
    [office, 'settings', at('/nhuan-but/cai-dat')],
    [above, 'sites', url('quantri', '/hiephoa/nhuan-but/cac-trang?thang=2016-12')],
  ]) {
    assert.equal((await page.goto(address)).status(), 200, address);
    for (const fold of await page.locator('main details > summary').all()) await fold.click();
    trouble.push(...await faults(page, `royalties-${name}`));
    // From the top again: what was clicked is where the tabulator would go on.
    if (['list', 'pay', 'settings'].includes(name)) {
      await page.reload();
      await byKeyboard(page, name);
    }
  }
  const assess = await board.goto(at('/nhuan-but?thang=2016-12')).then(() => board.locator('main a[href*="/nhuan-but/bai/"]').first());
  if (await assess.count()) {
    await assess.click();
    trouble.push(...await faults(board, 'royalties-assess'));
    await board.reload();
    await byKeyboard(board, 'assess');
  }
  assert.deepEqual(trouble, []);
});
