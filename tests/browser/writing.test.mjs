// The writing form in Chromium: the rich editor, pastes, autosave, lost sessions and networks, conflicts, attacks.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AXE, NEW_PASSWORD, start } from './portal.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
// The board refuses links that say nothing but "click"; the word is no part of what they try.
const VECTORS = JSON.parse(readFileSync(join(HERE, '../xss/vectors.json'), 'utf8'))
  .map((vector) => vector.replace(/>\s*click(\s+me|\s+here)?\s*</gi, '>Lịch tiếp dân<'));
let running, browser, data, url;

const NEW = '/ducthang/tin-bai/moi/tin';

before(async () => {
  running = await start('writing');
  ({ browser, data, url } = running);
});

after(() => running?.stop());

// A fresh browser with the person's session, which remembers what went wrong in the page.
async function person(login, options = {}) {
  const page = await running.person(login, options);
  page.trouble = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) page.trouble.push(message.text());
  });
  page.on('pageerror', (error) => page.trouble.push(String(error)));
  return page;
}

async function open(page, path) {
  await page.goto(url('quantri', path));
  await page.locator('#soan-thao').waitFor({ state: 'attached' });
}

const editor = (page) => page.locator('#noi-dung[contenteditable=true]');

async function fill(page, title) {
  await page.fill('#tieu-de', title);
  await page.selectOption('#chu-de', 'trong-huyen');
  await page.fill('#tac-gia', 'Văn phòng xã');
  await page.selectOption('#don-vi', { index: 1 });
}

async function paste(page, html, text = '') {
  await editor(page).evaluate((element, data) => {
    const transfer = new DataTransfer();
    if (data.html) transfer.setData('text/html', data.html);
    transfer.setData('text/plain', data.text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
  }, { html, text });
}

const save = (page) => page.click('button[name=viec][value=luu]');
const autosaved = (page) => page.waitForFunction(() => /Đã tự lưu/.test(document.getElementById('soan-tu-luu').textContent), null, { timeout: 20_000 });
const tool = (page, name) => page.getByRole('toolbar').getByRole('button', { name, exact: true });

test('a text is written with headings, lists, marks, a link and a table, and stays so', async () => {
  const page = await person('bientap.ducthang');
  await open(page, NEW);
  await fill(page, 'Soạn bằng trình soạn thảo');
  await editor(page).click();
  await tool(page, 'Mục lớn').click();
  assert.equal(await tool(page, 'Mục lớn').getAttribute('aria-pressed'), 'true');
  await page.keyboard.type('Thời gian');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Họp lúc ');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('7 giờ');
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Enter');
  await tool(page, 'Danh sách chấm đầu dòng').click();
  await page.keyboard.type('một');
  await page.keyboard.press('Enter');
  await page.keyboard.type('hai');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await tool(page, 'Liên kết').click();
  await page.getByRole('dialog').getByLabel('Địa chỉ').fill('javascript:alert(1)');
  await page.getByRole('dialog').getByRole('button', { name: 'Đặt liên kết' }).click();
  assert.match(await page.getByRole('dialog').getByRole('alert').innerText(), /https/, 'no script in a link');
  await page.getByRole('dialog').getByLabel('Địa chỉ').fill('https://hiephoa.example/lich');
  await page.getByRole('dialog').getByLabel('Chữ hiện ra').fill('lịch của huyện');
  await page.getByRole('dialog').getByRole('button', { name: 'Đặt liên kết' }).click();
  await page.keyboard.press('Enter');
  await tool(page, 'Chèn bảng').click();
  await page.getByRole('dialog').getByLabel('Tên bảng').fill('Lịch tiếp dân');
  await page.getByRole('dialog').getByLabel('Số hàng, kể cả hàng tiêu đề').fill('2');
  await page.getByRole('dialog').getByLabel('Số cột').fill('2');
  await page.getByRole('dialog').getByRole('button', { name: 'Chèn' }).click();
  for (const cell of ['Thứ', 'Việc', 'Hai', 'Tiếp dân']) {
    await page.keyboard.type(cell);
    if (cell !== 'Tiếp dân') await page.keyboard.press('Tab');
  }
  assert.match(await page.locator('#noi-dung-dem').innerText(), /^\d+ từ$/);
  await save(page);
  await page.waitForURL(/\/sua/);
  const stored = await page.locator('#soan-thao').getAttribute('data-html');
  assert.match(stored, /<h2>Thời gian<\/h2>/);
  assert.match(stored, /<strong>7 giờ<\/strong>/);
  assert.match(stored, /<ul><li>một<\/li><li>hai<\/li><\/ul>/);
  assert.match(stored, /<a href="https:\/\/hiephoa\.example\/lich"[^>]*>lịch của huyện<\/a>/);
  assert.match(stored, /<table><caption>Lịch tiếp dân<\/caption><thead><tr><th scope="col">Thứ<\/th><th scope="col">Việc<\/th><\/tr><\/thead><tbody><tr><td>Hai<\/td><td>Tiếp dân<\/td><\/tr><\/tbody><\/table>/);
  // Saving again without a change is no new version; a touched and untouched text is the same.
  const version = await page.inputValue('[name=phien-ban]');
  await editor(page).click();
  await page.keyboard.type('x');
  await page.keyboard.press('Backspace');
  await save(page);
  await page.waitForURL(/\/sua/);
  assert.equal(await page.inputValue('[name=phien-ban]'), version);
  assert.equal(await page.locator('.kept:visible').count(), 0, 'what was saved is not offered as unsaved');
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('the whole form is used by keyboard alone', async () => {
  const page = await person('bientap.ducthang');
  await open(page, NEW);
  await page.focus('#tieu-de');
  await page.keyboard.type('Bằng bàn phím');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Tóm tắt');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('[role=toolbar]') !== null), true, 'the tools come next');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Mục nhỏ');
  await page.keyboard.press('End');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Làm lại');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'noi-dung', null, { timeout: 3000 });
  await page.keyboard.type('Tiêu đề');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Đoạn văn');
  await page.keyboard.press('Alt+F10');
  assert.equal(await page.evaluate(() => document.activeElement.closest('[role=toolbar]') !== null), true);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement.id === 'noi-dung', null, { timeout: 3000 });
  await page.keyboard.press('Tab');
  assert.notEqual(await page.evaluate(() => document.activeElement.id), 'noi-dung', 'the text is no trap');
  // Every refusal leads to its field.
  await page.focus('#con-thieu-muc summary');
  await page.keyboard.press('Enter');
  const link = page.locator('#con-thieu-muc a[href="#tac-gia"]');
  await link.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'tac-gia');
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('a paste from Word is cleaned: lists, alignment, old encodings, foreign pictures', async () => {
  const page = await person('bientap.ducthang');
  await open(page, NEW);
  await editor(page).click();
  const entry = (level, mark, words) => `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>${words}<o:p></o:p></p>`;
  await paste(page, `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {font-family:".VnTime";}</style></head><body><!--StartFragment-->
    <p class=MsoNormal align=center style='text-align:center'><b>Quy ®Þnh vÒ ®Êt ®ai</b></p>${entry(1, '1.', 'Một')}${entry(2, 'a)', 'Một a')}${entry(1, '2.', 'Hai')}
    <p><font face="VNI-Times">Uyû ban nhaân daân</font><img src="file:///C:/x.png"></p><script>window.hacked = 1</script><!--EndFragment--></body></html>`);
  await page.waitForFunction(() => /Đã chuyển chữ mã TCVN3/.test(document.getElementById('soan-bao').textContent));
  const html = await editor(page).innerHTML();
  assert.match(html, /<p class="can-giua"><strong>Quy định về đất đai<\/strong><\/p>/);
  assert.match(html, /<ol[^>]*><li><p>Một<\/p><ol[^>]*><li><p>Một a<\/p><\/li><\/ol><\/li><li><p>Hai<\/p><\/li><\/ol>/);
  assert.match(html, /Uỷ ban nhân dân/);
  assert.doesNotMatch(html, /file:|script|mso|style=/i);
  assert.match(await page.locator('#soan-bao').innerText(), /Đã bỏ 1 ảnh/);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await page.context().setOffline(true);
  await paste(page, '<p>xa <b>mạng</b></p>', 'xa mạng');
  await page.waitForFunction(() => /dạng chữ thường/.test(document.getElementById('soan-bao').textContent));
  assert.match(await editor(page).innerText(), /xa mạng/);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('a picture comes from the site with its words, author and source', async () => {
  const page = await person('bientap.ducthang');
  await open(page, NEW);
  await fill(page, 'Bài có ảnh');
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const file = join(data, 'cau-moi.png');
  writeFileSync(file, png);
  await editor(page).click();
  await tool(page, 'Ảnh').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Hoặc tải tệp mới lên').setInputFiles(file);
  await dialog.getByText('Đã chọn: cau-moi.png').waitFor();
  await dialog.getByRole('button', { name: 'Chèn' }).click();
  assert.match(await dialog.getByRole('alert').innerText(), /mô tả/, 'a picture without words is refused');
  await dialog.getByLabel('Lời mô tả').fill('Cầu mới bắc qua sông');
  await dialog.getByLabel('Tác giả').fill('Đài Truyền thanh (mẫu)');
  await dialog.getByLabel('Nguồn').fill('Trang xã');
  await dialog.getByRole('button', { name: 'Chèn' }).click();
  await save(page);
  await page.waitForURL(/\/sua/);
  const stored = await page.locator('#soan-thao').getAttribute('data-html');
  assert.match(stored, /<figure><img src="\/tep\/[^"]+\/cau-moi\.png" alt="Cầu mới bắc qua sông"><figcaption><span class="tac-gia">Đài Truyền thanh \(mẫu\)<\/span> <span class="nguon-anh">Trang xã<\/span><\/figcaption><\/figure>/);
  const shown = await editor(page).locator('img').evaluate((image) => image.complete && image.naturalWidth);
  assert.equal(shown, 1, 'the draft shows it');
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('what is typed is saved by itself, and what is missing follows', async () => {
  const page = await person('bientap.ducthang');
  await open(page, NEW);
  const before = Number((await page.locator('#con-thieu-muc summary').innerText()).match(/\d+/)[0]);
  await fill(page, 'Tự lưu trong lúc gõ');
  await editor(page).click();
  await page.keyboard.type('Nội dung đang gõ dở');
  await autosaved(page);
  await page.waitForFunction((count) => {
    const box = document.getElementById('con-thieu-muc');
    return box.hidden || Number(box.querySelector('summary').textContent.match(/\d+/)[0]) < count;
  }, before);
  // Another machine of the same person finds it.
  const other = await person('bientap.ducthang');
  await open(other, NEW);
  const kept = other.locator('.kept', { hasText: 'Tự lưu trong lúc gõ' });
  await kept.getByRole('link', { name: /Khôi phục/ }).click();
  await other.waitForURL(/ban=/);
  assert.match(await editor(other).innerText(), /Nội dung đang gõ dở/);
  await save(other);
  await other.waitForURL(/\/sua/);
  await open(other, NEW);
  assert.equal(await other.locator('.kept', { hasText: 'Tự lưu trong lúc gõ' }).count(), 0);
  assert.deepEqual([...page.trouble, ...other.trouble], []);
  await page.context().close();
  await other.context().close();
});

test('a session that ends while typing costs nothing: with scripts', async () => {
  const page = await person('bientap.ducthang');
  await open(page, NEW);
  await fill(page, 'Phiên hết giữa chừng');
  await page.context().clearCookies();
  await editor(page).click();
  await page.keyboard.type('Chữ gõ sau khi phiên đã hết');
  await page.waitForFunction(() => /Phiên làm việc đã kết thúc/.test(document.getElementById('soan-bao').textContent), null, { timeout: 20_000 });
  await page.click('#soan-bao a');
  await page.fill('#ten-dang-nhap', 'bientap.ducthang');
  await page.fill('#mat-khau', NEW_PASSWORD);
  await page.click('form button[type=submit]');
  await page.waitForURL(/moi\/tin/);
  assert.equal(await page.inputValue('#tieu-de'), 'Phiên hết giữa chừng');
  assert.match(await editor(page).innerText(), /Chữ gõ sau khi phiên đã hết/);
  assert.match(await page.locator('#soan-bao').innerText(), /Đã khôi phục/);
  await save(page);
  await page.waitForURL(/\/sua/);
  await open(page, NEW);
  assert.equal(await page.inputValue('#tieu-de'), '', 'what was saved is not brought back');
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('a session that ends while typing costs nothing: without scripts', async () => {
  const page = await person('bientap.ducthang', { javaScriptEnabled: false });
  await page.goto(url('quantri', NEW));
  await page.fill('#tieu-de', 'Không mã lệnh');
  await page.fill('#noi-dung', '- một\n- hai');
  await page.context().clearCookies();
  await save(page);
  await page.fill('#ten-dang-nhap', 'bientap.ducthang');
  await page.fill('#mat-khau', 'sai');
  await page.click('button:has-text("Đăng nhập và lưu")');
  await page.fill('#mat-khau', NEW_PASSWORD);
  await page.click('button:has-text("Đăng nhập và lưu")');
  assert.match(page.url(), /\/sua/);
  assert.equal(await page.inputValue('#tieu-de'), 'Không mã lệnh');
  assert.equal(await page.inputValue('#noi-dung'), '- một\n- hai');
  await page.context().close();
});

test('without a network one goes on typing, and it is saved when the network is back', async () => {
  const page = await person('bientap.ducthang');
  await open(page, NEW);
  await page.context().setOffline(true);
  await fill(page, 'Gõ khi mất mạng');
  await editor(page).click();
  await page.keyboard.type('Vẫn gõ được');
  await page.waitForFunction(() => /Không kết nối được máy chủ/.test(document.getElementById('soan-bao').textContent), null, { timeout: 20_000 });
  await page.context().setOffline(false);
  await autosaved(page);
  await page.waitForFunction(() => document.getElementById('soan-bao').hidden);
  // Even where the browser was closed in between: the same machine has it.
  await page.context().setOffline(true);
  await page.keyboard.type(' và gõ tiếp');
  await page.waitForTimeout(300);
  await page.context().setOffline(false);
  await open(page, NEW);
  // Either the machine kept it, or it reached the server on the way out and is offered.
  const offered = page.locator('.kept', { hasText: 'Gõ khi mất mạng' }).getByRole('link', { name: /Khôi phục/ });
  if (await offered.count() && !(await editor(page).innerText()).trim()) await offered.first().click();
  await page.waitForFunction(() => /Vẫn gõ được và gõ tiếp/.test(document.getElementById('noi-dung')?.innerText), null, { timeout: 5000 });
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('two people save the same draft, see what differs and merge', async () => {
  const one = await person('bientap.ducthang');
  await open(one, NEW);
  await fill(one, 'Hai người cùng sửa');
  await editor(one).click();
  await one.keyboard.type('Đoạn chung');
  await save(one);
  await one.waitForURL(/\/sua/);
  const path = new URL(one.url()).pathname;
  const two = await person('thuongtruc.ducthang');
  await open(two, path);
  await editor(one).click();
  await one.keyboard.press('Control+End');
  await one.keyboard.press('Enter');
  await one.keyboard.type('Đoạn của người một');
  await save(one);
  await one.waitForURL(/\/sua/);
  await editor(two).click();
  await two.keyboard.press('Control+End');
  await two.keyboard.press('Enter');
  await two.keyboard.type('Đoạn của người hai');
  await two.waitForFunction(() => /người khác lưu/.test(document.getElementById('soan-bao').textContent), null, { timeout: 20_000 });
  await save(two);
  await two.getByRole('heading', { name: 'Hai người cùng sửa một bài' }).waitFor();
  assert.match(await two.locator('.diff').last().innerText(), /Đoạn của người\s+\[bỏ\]\s+một\s*\[thêm\]\s+hai/);
  await two.getByRole('button', { name: 'Ghép hai bản' }).click();
  await editor(two).waitFor();
  assert.match(await editor(two).innerText(), /Đoạn chung\s+Đoạn của người hai\s+Đoạn của người một/);
  await save(two);
  await two.waitForURL(/\/sua/);
  assert.match(await two.locator('#soan-thao').getAttribute('data-html'), /người hai.*\n.*người một/);
  assert.deepEqual([...one.trouble, ...two.trouble], []);
  await one.context().close();
  await two.context().close();
});

for (const width of [320, 390, 1280]) {
  test(`the form passes axe and fits at ${width}`, async () => {
    const page = await person('bientap.ducthang', { viewport: { width, height: 800 }, bypassCSP: true });
    await open(page, NEW);
    await editor(page).click();
    await page.keyboard.type('Một đoạn văn');
    await tool(page, 'Chèn bảng').click();
    const { violations: inDialog } = await page.evaluate(`${AXE}; axe.run()`);
    assert.deepEqual(inDialog.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`), []);
    await page.getByRole('dialog').getByRole('button', { name: 'Chèn' }).click();
    await page.waitForFunction(() => document.activeElement.id === 'noi-dung', null, { timeout: 3000 });
    for (const cell of ['Thứ', 'Giờ', 'Việc']) {
      await page.keyboard.type(cell);
      await page.keyboard.press('Tab');
    }
    const { violations } = await page.evaluate(`${AXE}; axe.run()`);
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} px wide on ${width}`);
    const small = await page.evaluate(() => [...document.querySelectorAll('.soan-cong-cu button, .stick button')]
      .filter((button) => button.getBoundingClientRect().height < 43.5).map((button) => button.outerHTML));
    assert.deepEqual(small, []);
    await page.context().close();
  });
}

test('no attack of the list runs, neither in the console nor on the page', async () => {
  const page = await person('bientap.ducthang');
  const ran = [];
  const watch = (watched) => {
    watched.on('dialog', async (dialog) => { ran.push(dialog.message()); await dialog.dismiss(); });
    watched.on('request', (request) => { if (new URL(request.url()).port !== new URL(url('x')).port) ran.push(request.url()); });
  };
  watch(page);
  await open(page, NEW);
  await fill(page, 'Danh sách tấn công');
  const hidden = page.locator('#noi-dung-chu');
  await hidden.evaluate((field, text) => {
    field.value = text;
    field.form.elements['dang-noi-dung'].value = 'html';
  }, VECTORS.map((vector) => `<p>${vector}</p>`).join('\n'));
  await save(page);
  await page.waitForURL(/\/sua/);
  await page.waitForTimeout(500);
  const item = new URL(page.url()).pathname.replace(/\/sua$/, '');
  await page.click('button[name=viec][value=gui-duyet]');
  await page.waitForURL((address) => address.pathname === item);
  const board = await person('truongban.ducthang');
  watch(board);
  await board.goto(url('quantri', item));
  await board.check('#duyet-cam-ket');
  await board.click('#duyet button[type=submit]');
  await board.click('#dang button[type=submit]');
  const reader = await (await browser.newContext()).newPage();
  watch(reader);
  await reader.goto(url('ducthang.hiephoa', '/tin-tuc'));
  await reader.click('text=Danh sách tấn công');
  await reader.waitForTimeout(500);
  // What runs on a move or a focus would run now.
  await reader.evaluate(() => {
    for (const element of document.querySelectorAll('main *')) {
      for (const name of ['mouseover', 'focus', 'click', 'toggle', 'animationend', 'error', 'load']) {
        if (element.tagName !== 'A') element.dispatchEvent(new Event(name));
      }
    }
  });
  await reader.waitForTimeout(300);
  assert.deepEqual(ran, []);
  assert.equal(await reader.locator('main script, main iframe, main object, main embed, main form').count(), 0);
  await reader.context().close();
  await board.context().close();
  await page.context().close();
});
