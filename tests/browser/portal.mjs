// A portal with sample content and a browser, for one suite: started together, gone together.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const NEW_PASSWORD = 'mot mat khau moi du dai 9';

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

// What a suite works with: the data folder, the port, the accounts with their first passwords, the browser; `stop` ends it.
export async function start(name) {
  const data = mkdtempSync(join(tmpdir(), `portal-${name}-`));
  const port = await freePort();
  const portal = spawn('target/debug/portal', ['demo', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
  for (let i = 0; i < 600; i += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/`, { headers: { host: 'x' } }).then(() => true, () => false);
    if (up) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const accounts = JSON.parse(readFileSync(join(data, 'demo-accounts.json'), 'utf8'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  });
  const stop = async () => {
    await browser.close();
    portal.kill('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  };
  return { data, port, accounts, browser, stop };
}

// A picture as the browser itself makes it.
export async function picture(browser, width, height) {
  const page = await browser.newPage();
  await page.setViewportSize({ width, height });
  await page.setContent('<body style="margin:0;background:linear-gradient(120deg,#b32,#28c)"><h1>Cầu mới</h1></body>');
  const buffer = await page.screenshot({ type: 'jpeg', quality: 90 });
  await page.close();
  return { name: 'cau-moi.jpg', mimeType: 'image/jpeg', buffer };
}

// A letter's text part, decoded, from the bytes of its file.
export function letterText(mail) {
  const boundary = mail.match(/boundary="([^"]+)"/)?.[1];
  const part = boundary ? mail.split(`--${boundary}`)[1].replace(/^\r\n/, '') : mail;
  const [head, ...rest] = part.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(body.replace(/\s/g, ''), 'base64').toString('utf8');
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

// Sends the filled form of a question; where answers to similar ones are shown first, sends it all the same.
export async function sendQuestion(page) {
  await page.click('main form button[type=submit]');
  const anyway = page.getByRole('button', { name: 'Vẫn gửi' });
  if (await anyway.count()) await anyway.click();
}
