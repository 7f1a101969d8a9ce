// The walks in Chromium, as their users would take them: on a phone without scripts, and on a desk.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AXE, NEW_PASSWORD, letterText, start } from './portal.mjs';

let running, browser, data, port, accounts;

const url = (host, path = '/') => `http://${host}.localhost:${port}${path}`;

before(async () => {
  running = await start('browser');
  ({ browser, data, port, accounts } = running);
  await indexed();
});

// The index follows the first start by itself; the walks begin when it has.
async function indexed() {
  const page = await browser.newPage();
  for (let i = 0; i < 150; i += 1) {
    await page.goto(url('hiephoa', '/api/v1/search?q=quy+che'));
    if (JSON.parse(await page.locator('body').innerText()).total > 0) break;
    await page.waitForTimeout(200);
  }
  await page.close();
}

after(() => running?.stop());

const phone = () => browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false });

async function noSideways(page) {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const twin = await context.newPage();
  await twin.goto(page.url());
  const width = await twin.evaluate(() => document.documentElement.scrollWidth);
  await context.close();
  assert.ok(width <= 320, `${page.url()} is ${width} px wide on a phone of 320`);
}

async function signIn(login) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url('quantri'));
  await page.fill('#ten-dang-nhap', login);
  await page.fill('#mat-khau', accounts[login]);
  await page.click('main button[type=submit], form button[type=submit]');
  assert.match(page.url(), /mat-khau/, 'the first sign-in asks for a new password');
  await page.fill('#mat-khau-cu', accounts[login]);
  await page.fill('#mat-khau-moi', NEW_PASSWORD);
  await page.fill('#nhac-lai', NEW_PASSWORD);
  await page.check('#cam-ket');
  await page.click('form[action="/mat-khau"] button[type=submit]');
  assert.doesNotMatch(page.url(), /mat-khau/);
  return page;
}

test('a citizen searches on a small phone, without marks and without scripts', async () => {
  const context = await phone();
  const page = await context.newPage();
  await page.goto(url('hiephoa'));
  await page.fill('main input[name=q]', 'quy che trang thong tin dien tu');
  await page.press('main input[name=q]', 'Enter');
  const hit = page.locator('main a', { hasText: '10/2016/QĐ-UBND' }).first();
  await hit.waitFor();
  await noSideways(page);
  await hit.click();
  assert.match(await page.locator('h1').innerText(), /Quy chế tổ chức/);
  await noSideways(page);
  await context.close();
});

test('an article is written, approved by another and live at once', async () => {
  const writer = await signIn('bientap.ducthang');
  await writer.goto(url('quantri', '/ducthang/tin-bai/moi/tin'));
  await writer.fill('#tieu-de', 'Lịch thu gom rác thải sinh hoạt');
  await writer.fill('#noi-dung', 'Các thôn tập kết rác trước 17 giờ.\n\n- thứ Ba\n- thứ Sáu');
  await writer.selectOption('#chu-de', 'trong-huyen');
  await writer.click('button[value=gui-duyet]');
  assert.match(await writer.content(), /Phải ghi tác giả/, 'refused with every reason');
  assert.equal(await writer.inputValue('#tieu-de'), 'Lịch thu gom rác thải sinh hoạt', 'and nothing is lost');
  await writer.fill('#tac-gia', 'Địa chính - Xây dựng xã');
  await writer.selectOption('#don-vi', 'diachinh');
  await writer.click('button[value=gui-duyet]');
  const item = new URL(writer.url()).pathname;

  const board = await signIn('truongban.ducthang');
  await board.goto(url('quantri', item));
  await board.check('#duyet-cam-ket');
  await board.click('#duyet button[type=submit]');
  await board.click('#dang button[type=submit]');
  const reader = await browser.newPage();
  await reader.goto(url('ducthang.hiephoa', '/tin-tuc'));
  await reader.click('text=Lịch thu gom rác thải sinh hoạt');
  assert.match(await reader.locator('main').innerText(), /thứ Sáu/);
  await reader.close();
});

test('a question goes to the unit by mail and comes back to the page', async () => {
  const context = await phone();
  const page = await context.newPage();
  await page.goto(url('ducthang.hiephoa', '/hoi-dap/gui'));
  await noSideways(page);
  assert.equal(await page.isChecked('#dong-y-xu-ly'), false, 'no box is ticked beforehand');
  await page.fill('#tieu-de', 'Đăng ký khai sinh muộn');
  await page.fill('#noi-dung', 'Cháu tôi sinh năm ngoái chưa khai sinh, cần giấy tờ gì?');
  await page.fill('#ho-ten', 'Người Hỏi Thử');
  await page.fill('#thu-dien-tu', 'nguoi-hoi@example.vn');
  await page.check('#dong-y-xu-ly');
  await page.click('form[action*="/hoi-dap/gui"] button[type=submit]');
  // What is answered already is shown first; it is sent anyway.
  if (await page.locator('input[name="da-xem"]').count()) await page.click('form[action*="/hoi-dap/gui"] button[type=submit]');
  const code = (await page.locator('main').innerText()).match(/[0-9A-Z]{5}-[0-9A-Z]{5}/)[0];
  await page.goto(url('ducthang.hiephoa', '/hoi-dap/theo-doi'));
  await page.fill('#ma-theo-doi', code.toLowerCase());
  await page.click('form[action*="theo-doi"] button[type=submit]');
  assert.match(await page.locator('main').innerText(), /Đã tiếp nhận/);

  const desk = await signIn('vanphong.ducthang');
  await desk.goto(url('quantri', '/ducthang/hoi-dap?trang-thai=received'));
  await desk.click('main a:has-text("Đăng ký khai sinh muộn")');
  const question = new URL(desk.url()).pathname;
  await desk.check('input[name=don-vi][value=tuphap]');
  await desk.click('form[action$="/chuyen"] button[type=submit]');

  let link;
  for (let i = 0; i < 50 && !link; i += 1) {
    for (const name of readdirSync(join(data, 'mail'))) {
      const mail = readFileSync(join(data, 'mail', name), 'utf8');
      if (!mail.includes('To: tuphap@ducthang')) continue;
      assert.doesNotMatch(mail, /nguoi-hoi@example.vn/);
      const body = letterText(mail);
      link = body.match(/\/tra-loi\/\S+/)?.[0];
    }
    if (!link) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.ok(link, 'the unit has its letter');
  await page.goto(url('ducthang.hiephoa', link));
  await page.fill('#tra-loi', 'Gia đình mang giấy chứng sinh đến Ủy ban nhân dân xã.');
  await page.fill('#ho-ten', 'Cán bộ thử');
  await page.fill('#chuc-vu', 'Công chức tư pháp - hộ tịch');
  await page.check('#cam-ket');
  await page.click('main form button[type=submit]');

  const board = await signIn('thuongtruc.ducthang');
  await board.goto(url('quantri', question));
  await board.check('#duyet-cam-ket');
  await board.click('#duyet button[type=submit]');
  await board.click('#dang button[type=submit]');
  await page.goto(url('ducthang.hiephoa', '/hoi-dap'));
  await page.click('main a:has-text("Đăng ký khai sinh muộn")');
  assert.match(await page.locator('main').innerText(), /giấy chứng sinh/);
  await context.close();
});

const RESULTS = '/tim-kiem?q=quy+che+trang+thong+tin+dien+tu';
const NARROWED = '/tim-kiem?q=trang+thong+tin&kieu=document&nam=2016&tu=&xep=moi';
const NOTHING = '/tim-kiem?q=zzkhongco+quy+che&kieu=news';
const REFUSED = '/tim-kiem?q=quy+che&tu=hom+nay';

for (const [device, width] of [['phone', 320], ['phone of 390', 390], ['desk', 1280]]) {
  test(`the pages of a search on a ${device} pass axe, fit the width and weigh little`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    await page.goto(url('hiephoa', RESULTS));
    const found = await page.locator('.hit h3 a').first().getAttribute('href');
    for (const target of [url('hiephoa', RESULTS), url('hiephoa', NARROWED), found, url('hiephoa', NOTHING),
      url('hiephoa', REFUSED), url('hiephoa', '/tim-kiem'), url('ducthang.hiephoa', RESULTS)]) {
      let weight = 0;
      const count = ({ encodedDataLength }) => { weight += encodedDataLength; };
      await client.send('Network.clearBrowserCache');
      client.on('Network.loadingFinished', count);
      await page.goto(target, { waitUntil: 'networkidle' });
      client.off('Network.loadingFinished', count);
      assert.ok(weight > 0 && weight < 100_000, `${target} weighs ${weight} bytes`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${target} is ${wide} px wide on ${width}`);
      const fold = page.locator('.narrow > summary');
      if (await fold.count() && await fold.isVisible()) await fold.click();
      const { violations } = await page.evaluate(`${AXE}; axe.run()`);
      const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
      assert.deepEqual(said, [], target);
      const small = await page.evaluate(() => [...document.querySelectorAll('main :is(.facets, .sorts, .active, .hits, .teach, .pager) a')]
        .map((link) => [link, link.getBoundingClientRect()])
        .filter(([link, box]) => box.height > 0 && box.height < 43.5 && !link.closest('h3'))
        .map(([link]) => link.outerHTML));
      assert.deepEqual(small, [], `${target} has targets that are too small`);
    }
    await context.close();
  });
}

test('results are narrowed and widened again without scripts, by keyboard alone', async () => {
  const context = await phone();
  const page = await context.newPage();
  await page.goto(url('hiephoa', RESULTS));
  const total = async () => Number((await page.locator('.total').innerText()).match(/\d+/)[0]);
  const all = await total();
  await page.focus('.narrow > summary');
  await page.keyboard.press('Enter');
  const value = page.locator('.way-to', { hasText: 'Loại nội dung' }).locator('a', { hasText: 'Văn bản' }).first();
  const promised = Number((await value.locator('.count').innerText()).match(/\d+/)[0]);
  await value.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/kieu=document/);
  assert.equal(await total(), promised, 'the count beside a choice is what it leaves');
  await page.locator('.active a').first().click();
  await page.waitForURL((address) => !address.search.includes('kieu'));
  assert.equal(await total(), all);
  await page.locator('.narrow > summary').click();
  await page.fill('#tu', '2016');
  await page.press('#tu', 'Enter');
  await page.waitForURL(/tu=2016/);
  assert.match(await page.locator('.active').innerText(), /Từ ngày 01\/01\/2016/);
  await context.close();
});

test('suggestions come while typing, are told, and are taken with the keys', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  await page.goto(url('hiephoa'));
  const field = page.locator('main input[name=q]');
  await field.pressSequentially('hoi da', { delay: 20 });
  const list = page.locator('main [role=listbox]');
  await list.locator('[role=option]').first().waitFor();
  assert.equal(await field.getAttribute('aria-expanded'), 'true');
  assert.match(await page.locator('main form [role=status]').innerText(), /gợi ý/);
  const box = await list.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320, 'the list fits the phone');
  await page.keyboard.press('ArrowDown');
  const chosen = await field.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${chosen}`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Escape');
  assert.equal(await list.isVisible(), false);
  assert.equal(await field.getAttribute('aria-expanded'), 'false');
  await field.pressSequentially('p');
  await list.locator('[role=option]', { hasText: 'Hỏi đáp' }).first().waitFor();
  for (let i = 0; i < 8 && !(await list.locator('[aria-selected=true]', { hasText: 'Hỏi đáp' }).count()); i += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/hoi-dap$/);
  await page.goto(url('hiephoa'));
  await page.locator('main input[name=q]').fill('quy che');
  await page.keyboard.press('Enter');
  await page.waitForURL(/tim-kiem\?q=quy/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('feeds and the browser description of the search are XML', async () => {
  const page = await browser.newPage();
  await page.goto(url('hiephoa'));
  for (const path of ['/tim-kiem/rss.xml?q=quy+che', '/tim-kiem/rss.xml', '/opensearch.xml', '/tin-tuc/rss.xml']) {
    const root = await page.evaluate(async (address) => {
      const text = await (await fetch(address)).text();
      return new DOMParser().parseFromString(text, 'application/xml').documentElement.nodeName;
    }, path);
    assert.ok(['rss', 'OpenSearchDescription'].includes(root), `${path}: ${root}`);
  }
  await page.close();
});
