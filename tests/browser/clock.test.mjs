// The clock of questions in Chromium: its pages at three widths, by keyboard's order and axe, with scripts switched off for the
// forms. PORTAL_SHOTS names a folder for pictures of them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AXE, NEW_PASSWORD, sendQuestion, start } from './portal.mjs';

const SHOTS = process.env.PORTAL_SHOTS;
const SITE = 'ducthang.hiephoa';
let running, browser, data, port, accounts, state, board, link, code, question;

const url = (host, path = '/') => `http://${host}.localhost:${port}${path}`;

before(async () => {
  running = await start('clock');
  ({ browser, data, port, accounts } = running);
  board = Object.keys(accounts).find((login) => login.startsWith('truongban') && login.endsWith('ducthang'));
});

after(() => running?.stop());

async function signedIn(options = {}) {
  if (!state) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url('quantri'));
    await page.fill('#ten-dang-nhap', board);
    await page.fill('#mat-khau', accounts[board]);
    await page.click('form button[type=submit]');
    await page.fill('#mat-khau-cu', accounts[board]);
    await page.fill('#mat-khau-moi', NEW_PASSWORD);
    await page.fill('#nhac-lai', NEW_PASSWORD);
    await page.check('#cam-ket');
    await page.click('form[action="/mat-khau"] button[type=submit]');
    assert.doesNotMatch(page.url(), /mat-khau|dang-nhap/);
    state = await context.storageState();
    await context.close();
  }
  return (await browser.newContext({ storageState: state, ...options })).newPage();
}

/** The address of a unit's link in the letters that have left. */
async function dispatched() {
  for (let i = 0; i < 100; i += 1) {
    for (const name of readdirSync(join(data, 'mail'))) {
      const mail = readFileSync(join(data, 'mail', name), 'utf8');
      const parts = mail.split(/\r?\n\r?\n/);
      const texts = [mail.replace(/=\r?\n/g, '').replace(/=3D/g, '='),
        ...parts.map((part) => Buffer.from(part.replace(/\s/g, ''), 'base64').toString('utf8'))];
      const found = texts.map((text) => text.match(/\/tra-loi\/[0-9a-f-]{36}\?khoa=[\w-]+/)?.[0]).find(Boolean);
      if (found) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail('no letter with a link');
}

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

  const desk = await signedIn({ javaScriptEnabled: false });
  await desk.goto(url('quantri', '/ducthang/so-theo-doi?tinh-trang=dang-xu-ly'));
  question = await desk.locator('main table a', { hasText: 'khai sinh quá hạn' }).first().getAttribute('href');
  await desk.goto(url('quantri', question));
  await desk.selectOption('#don-vi-khac', 'tuphap');
  await desk.click('form[action$="/chuyen"] button[type=submit]');
  link = await dispatched();

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

for (const width of [320, 390, 1280]) {
  test(`the pages of the clock at ${width}: no sideways scroll, axe`, async () => {
    const trouble = [];
    const page = await signedIn({ viewport: { width, height: 800 }, bypassCSP: true });
    const look = async (name) => {
      if (SHOTS) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({ path: join(SHOTS, `clock-${width}-${name}.png`), fullPage: true });
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) trouble.push(`${name} is ${wide} px wide`);
      const { violations } = await page.evaluate(`${AXE}; axe.run()`);
      violations.forEach(({ id, nodes }) => trouble.push(`${name}: ${id} ${nodes[0].html.slice(0, 120)}`));
    };
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
    await page.context().close();
    assert.deepEqual(trouble, []);
  });
}
