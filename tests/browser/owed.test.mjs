// What is owed and by whom, in Chromium: what leaders see first, the yearly questionnaire sent and answered, a signed report
// taken back; the pages at three widths, by axe and by keyboard.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { byKeyboard, faults, start } from './portal.mjs';

let running, url, person;
const at = (path) => url('quantri', path);

before(async () => {
  running = await start('owed');
  ({ url, person } = running);
});

after(() => running?.stop());

const words = (page) => page.locator('main').innerText();
const press = (page, name) => Promise.all([page.waitForLoadState('load'), page.getByRole('button', { name }).first().click()]);

/** Looks at the page as it stands; `name` is its name. */
async function look(page, name, walked = false) {
  assert.deepEqual(await faults(page, `owed-${name}`), []);
  if (walked) {
    await page.reload();
    await byKeyboard(page, name);
  }
}

test('leaders see first what is late and with whom', async () => {
  const leader = await person('lanhdao.hiephoa');
  await leader.goto(at('/hiephoa'));
  assert.match(await words(leader), /Chỉ đạo, điều hành/);
  await look(leader, 'led', true);
});

test('the questionnaire goes out and comes back', async () => {
  const office = await person('vanphong.hiephoa');
  await office.goto(at('/hiephoa/phieu-danh-gia'));
  await look(office, 'surveys-none');
  await office.fill('#han', 'mai');
  await press(office, 'Gửi phiếu');
  assert.match(await office.locator('.refusals').innerText(), /Hãy ghi hạn trả lời/);
  assert.equal(await office.inputValue('#han'), 'mai');
  await office.fill('#han', '20/01/2017');
  await press(office, 'Gửi phiếu');
  assert.match(await words(office), /0 nơi đã trả lời/);
  await look(office, 'surveys-sent', true);

  const deputy = await person('truongban.ducthang');
  await deputy.goto(at('/ducthang/phieu-danh-gia'));
  await Promise.all([deputy.waitForLoadState('load'), deputy.getByRole('link', { name: /^Phiếu năm/ }).first().click()]);
  await look(deputy, 'survey', true);
  for (const level of await deputy.locator('main select').all()) await level.selectOption('tot');
  await deputy.fill('#vuong-mac', 'Thiếu máy quay (mẫu)');
  await press(deputy, 'Gửi trả lời');
  assert.match(await words(deputy), /Đã trả lời/);

  await office.goto(at('/hiephoa/phieu-danh-gia'));
  assert.match(await words(office), /1 nơi đã trả lời/);
  await Promise.all([office.waitForLoadState('load'), office.locator('#phieu-gui ~ ul a').first().click()]);
  await look(office, 'survey-by-hand');
});

test('a signed report is taken back, and its paper stays', async () => {
  const writer = await person('bientap.hiephoa');
  await writer.goto(at('/hiephoa/bao-cao'));
  await writer.selectOption('#loai', 'h1');
  await writer.fill('#nam', '2016');
  await press(writer, 'Lập hoặc mở báo cáo');
  const report = new URL(writer.url()).pathname;
  await press(writer, 'Trình duyệt bản đã lưu');
  const head = await person('truongban.hiephoa');
  await head.goto(at(report));
  await press(head, 'Duyệt, lấy số và ban hành');
  const deputy = await person('thuongtruc.hiephoa');
  await deputy.goto(at(report));
  await deputy.click('summary:has-text("Thu hồi báo cáo")');
  await press(deputy, 'Thu hồi báo cáo');
  assert.match(await deputy.locator('.refusals').innerText(), /Hãy ghi lý do thu hồi/);
  await deputy.fill('#ly-do', 'Sai số liệu kỳ báo cáo (mẫu)');
  await press(deputy, 'Thu hồi báo cáo');
  assert.match(await words(deputy), /Đã thu hồi[\s\S]*Chưa có bản thay thế/);
  await look(deputy, 'recalled', true);
});

test('what is not collected has a page of its own', async () => {
  const office = await person('vanphong.hiephoa');
  await office.goto(at('/hiephoa/chi-tra'));
  await look(office, 'pay');
  assert.equal((await office.goto(at('/hiephoa/chi-tra/chua-nhan?nguoi=khong-ai'))).status(), 200);
  assert.equal(new URL(office.url()).pathname, '/hiephoa/chi-tra', 'nobody waits: back to what is to be paid');
});
