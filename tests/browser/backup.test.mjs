// Backups in Chromium: asked for by the office without scripts, shown green with its proof; at three widths, by keyboard and axe.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byKeyboard, faults, start } from './portal.mjs';

const place = mkdtempSync(join(tmpdir(), 'portal-backup-place-'));
const binary = new URL('../../target/debug/portal', import.meta.url).pathname;
let running, url, person, office;

before(async () => {
  process.env.PORTAL_BACKUP_PLACE = join(place, 'copies');
  process.env.PORTAL_BACKUP_KEY = execFileSync(binary, ['backup', 'key'], { encoding: 'utf8' }).trim();
  running = await start('backup');
  ({ url, person } = running);
  office = Object.keys(running.accounts).find((login) => login.startsWith('vanphong') && login.endsWith('hiephoa'));
});

after(async () => {
  await running?.stop();
  rmSync(place, { recursive: true, force: true });
});

async function until(page, words) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(url('quantri', '/hiephoa/sao-luu'));
    if ((await page.locator('main').innerText()).match(words)) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  assert.fail(`the page never says ${words}: ${await page.locator('main').innerText()}`);
}

test('the first copy and its proof are made by themselves, another is asked for', async () => {
  const page = await person(office, { javaScriptEnabled: false });
  await page.goto(url('quantri', '/hiephoa'));
  await page.click('nav summary:has-text("Quản trị")');
  await page.click('nav a:has-text("Sao lưu")');
  assert.match(page.url(), /\/hiephoa\/sao-luu$/);
  await until(page, /Sao lưu và diễn tập khôi phục đúng lịch/);
  assert.match(await page.locator('main').innerText(), /chuỗi nhật ký toàn vẹn/);
  await page.click('button:has-text("Sao lưu ngay")');
  assert.match(await page.locator('main').innerText(), /Đã ghi yêu cầu|Đang chạy|Đã sao lưu đủ/);
});

test('the page: no sideways scroll, axe, the tabulator reaches all of it', async () => {
  const page = await person(office);
  await page.goto(url('quantri', '/hiephoa/sao-luu'));
  assert.deepEqual(await faults(page, 'backups', [320, 390, 1280], ['dark']), []);
  await byKeyboard(page, 'backups');
});
