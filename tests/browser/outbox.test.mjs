// Mail that leaves, in Chromium: every page of it on three widths, by axe, without scripts. PORTAL_SHOTS names a folder for
// pictures.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AXE, NEW_PASSWORD, sendQuestion, start } from './portal.mjs';

const SHOTS = process.env.PORTAL_SHOTS;
let running, browser, port, accounts, state;

const url = (host, path = '/') => `http://${host}.localhost:${port}${path}`;

before(async () => {
  running = await start('outbox');
  ({ browser, port, accounts } = running);
});

after(() => running?.stop());

async function signedIn(options) {
  const login = 'thuongtruc.ducthang';
  if (!state) {
    const context = await browser.newContext({ javaScriptEnabled: false });
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
    state = await context.storageState();
    await context.close();
  }
  const context = await browser.newContext({ storageState: state, ...options });
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

test('a question, its letter, a held queue, a stopped letter: without scripts', async () => {
  const reader = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const ask = async (subject) => {
    await reader.goto(url('ducthang.hiephoa', '/hoi-dap/gui'));
    await reader.fill('#tieu-de', subject);
    await reader.fill('#noi-dung', 'Cần giấy tờ gì để đăng ký khai sinh muộn cho cháu?');
    await reader.fill('#ho-ten', 'Người hỏi (mẫu)');
    await reader.fill('#thu-dien-tu', 'nguoi-hoi@example.vn');
    await reader.check('#dong-y-xu-ly');
    await reader.waitForTimeout(1_000);
    await sendQuestion(reader);
  };
  await ask('Đăng ký khai sinh muộn');
  const desk = await signedIn({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  const open = (path) => desk.goto(url('quantri', path));
  for (let i = 0; i < 50; i += 1) {
    await open('/ducthang/thu-di');
    if (/máy chủ thư đã nhận/.test(await desk.locator('main ul.rows').innerText().catch(() => ''))) break;
    await desk.waitForTimeout(200);
  }
  assert.match(await desk.locator('main').innerText(), /Báo đã tiếp nhận câu hỏi/);
  await desk.fill('#ly-do', 'Đổi máy chủ thư (mẫu)');
  await desk.click('form[action$="/tam-dung"] button[type=submit]');
  await ask('Khai sinh muộn lần hai');
  await open('/ducthang');
  assert.match(await desk.locator('main').innerText(), /Gửi thư đang tạm dừng/);
  await open('/ducthang/thu-di?trang-thai=queued');
  await desk.locator('main ul.rows a.title').first().click();
  await desk.click('form[action$="/thoi-gui"] button[type=submit]');
  assert.match(await desk.locator('main').innerText(), /Hãy nêu lý do/);
  await desk.fill('#ly-do', 'Đã gọi điện (mẫu)');
  await desk.click('form[action$="/thoi-gui"] button[type=submit]');
  assert.match(await desk.locator('main').innerText(), /Đã thôi gửi lúc/);
  await desk.context().close();
});

for (const width of [320, 390, 1280]) {
  test(`pages about mail at ${width}: no sideways scroll, axe, nothing from elsewhere`, async () => {
    const page = await signedIn({ viewport: { width, height: 900 } });
    const foreign = [];
    page.on('request', (request) => {
      if (!new URL(request.url()).hostname.endsWith('localhost')) foreign.push(request.url());
    });
    const paths = ['/ducthang/thu-di', '/ducthang/thu-di/mau', '/ducthang/thu-di/mau/tra-loi', '/ducthang/thu-di/mau/chuyen-don-vi',
      '/ducthang/thu-di/mau/qua-han', '/ducthang/thu-di/chu-ky', '/hiephoa/thu-di'];
    await page.goto(url('quantri', paths[0]));
    paths.push(new URL(await page.locator('main ul.rows a.title').first().getAttribute('href'), page.url()).pathname);
    const trouble = [];
    for (const path of paths) {
      const answer = await page.goto(url('quantri', path));
      if (answer.status() === 404 && path.startsWith('/hiephoa')) continue;
      if (answer.status() !== 200) trouble.push(`${path} answers ${answer.status()}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) trouble.push(`${path} is ${wide} px wide`);
      const { violations } = await page.evaluate(`${AXE}; axe.run()`);
      for (const violation of violations) trouble.push(`${path}: ${violation.id} at ${violation.nodes[0].html}`);
      if (SHOTS) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({ path: join(SHOTS, `outbox-${width}${path.replaceAll('/', '_').slice(0, 40)}.png`), fullPage: true });
      }
    }
    assert.deepEqual([trouble, foreign], [[], []]);
    await page.context().close();
  });
}
