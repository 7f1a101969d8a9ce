// What files say, in Chromium: a scanned decision is uploaded by an editor, published, found by a sentence of its second
// page, and opened there.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { faults, start } from './portal.mjs';

const SENTENCE = 'Hỗ trợ mười hai triệu đồng cho mỗi hộ nghèo sửa chữa nhà ở sau mưa bão';
const FIRST = `
  <div style="display:flex;justify-content:space-between;text-align:center">
    <p><b>ỦY BAN NHÂN DÂN<br>XÃ ĐỨC THẮNG</b><br><br>Số: 47/2016/QĐ-UBND</p>
    <p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b><br><br><i>Đức Thắng, ngày 12 tháng 12 năm 2016</i></p>
  </div>
  <p style="text-align:center"><b>QUYẾT ĐỊNH<br>Về việc hỗ trợ sửa chữa nhà ở cho hộ nghèo (mẫu)</b></p>
  <p>Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;</p>
  <p>Theo đề nghị của công chức Văn hóa - Xã hội xã,</p>
  <p style="text-align:center"><b>QUYẾT ĐỊNH:</b></p>
  <p><b>Điều 1.</b> Ban hành kèm theo Quyết định này danh sách hộ nghèo được hỗ trợ năm 2016.</p>`;
const SECOND = `
  <p><b>Điều 2.</b> ${SENTENCE}, chi từ nguồn ngân sách xã.</p>
  <p><b>Điều 3.</b> Quyết định có hiệu lực kể từ ngày ký. Văn phòng, công chức tài chính và các hộ có tên chịu trách nhiệm thi hành.</p>`;

let running, browser, url, person;

before(async () => {
  running = await start('files');
  ({ browser, url, person } = running);
});

after(() => running?.stop());

// A page as a scanner gives it: grey pixels, 200 to the inch, a little askew.
async function scanned(html) {
  const page = await browser.newPage({ viewport: { width: 1654, height: 2339 } });
  await page.setContent(`<body style="margin:0;background:#fff"><div style="padding:170px 150px;font:38px/1.5 'Liberation Serif','Tinos','Times New Roman',serif;color:#222;transform:rotate(.4deg)">${html}</div></body>`);
  const jpeg = await page.screenshot({ type: 'jpeg', quality: 80 });
  await page.close();
  return jpeg;
}

// A PDF that is nothing but pictures of pages.
function pdfOf(pictures) {
  const parts = [Buffer.from('%PDF-1.4\n', 'latin1')];
  const places = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  const object = (head, stream) => {
    places.push(length());
    parts.push(Buffer.from(`${places.length} 0 obj\n${head}\n`, 'latin1'));
    if (stream) parts.push(Buffer.from('stream\n', 'latin1'), stream, Buffer.from('\nendstream\n', 'latin1'));
    parts.push(Buffer.from('endobj\n', 'latin1'));
  };
  object('<</Type/Catalog/Pages 2 0 R>>');
  object(`<</Type/Pages/Count ${pictures.length}/Kids[${pictures.map((_, at) => `${3 + 3 * at} 0 R`).join(' ')}]>>`);
  pictures.forEach((jpeg, at) => {
    const drawn = Buffer.from('q 595 0 0 842 0 0 cm /I Do Q', 'latin1');
    object(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I ${5 + 3 * at} 0 R>>>>/Contents ${4 + 3 * at} 0 R>>`);
    object(`<</Length ${drawn.length}>>`, drawn);
    object(`<</Type/XObject/Subtype/Image/Width 1654/Height 2339/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length ${jpeg.length}>>`, jpeg);
  });
  const table = length();
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 ${places.length + 1}\n0000000000 65535 f \n${rows}trailer<</Size ${places.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(parts);
}

const scan = async () => ({
  name: 'Quyết định 47.pdf',
  mimeType: 'application/pdf',
  buffer: pdfOf([await scanned(FIRST), await scanned(SECOND)]),
});

// Names under localhost are known to the browser alone.
const headersOf = ({ host, port, pathname }) => new Promise((resolve, reject) => {
  get({ host: '127.0.0.1', port, path: pathname, headers: { host } }, (answer) => {
    answer.resume();
    resolve(answer.headers);
  }).on('error', reject);
});

async function until(what, done) {
  for (let i = 0; i < 240; i += 1) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.fail(`in two minutes it did not come that ${what}`);
}

test('a scanned decision is found by a sentence of its second page and opened there', async () => {
  const editor = await person('bientap.ducthang');
  await editor.goto(url('quantri', '/ducthang/tin-bai/tu-tep'));
  assert.deepEqual(await faults(editor, 'from-file'), []);
  await editor.setInputFiles('#tep', await scan());
  await editor.click('form[enctype] button[type=submit]');
  await editor.waitForURL(/dien-tu-tep$/);
  const filling = editor.url();
  await until('the form is filled from the first page', async () => {
    await editor.goto(filling);
    return (await editor.inputValue('#so-ky-hieu')) !== '';
  });
  for (const [field, value] of [['#so-ky-hieu', '47/2016/QĐ-UBND'], ['#loai', 'Quyết định'],
    ['#co-quan-ban-hanh', 'Ủy ban nhân dân xã Đức Thắng'], ['#ngay-ban-hanh', '12/12/2016'], ['#ngay-hieu-luc', '12/12/2016']]) {
    assert.equal(await editor.inputValue(field), value, field);
  }
  assert.match(await editor.locator('.from-file').innerText(), /trang 1/);
  assert.deepEqual(await faults(editor, 'filled-from-file'), []);
  await editor.fill('#trich-yeu', 'Về việc hỗ trợ sửa chữa nhà ở cho hộ nghèo (mẫu)');
  await editor.fill('#tac-gia', 'Văn phòng xã (mẫu)');
  await editor.selectOption('#don-vi', { index: 1 });
  for (const doubt of await editor.locator('input[name=da-doi-chieu]').all()) await doubt.check();
  await editor.click('button[value=luu]');
  await editor.waitForURL(/sua$/);
  assert.match(await editor.content(), /Quyết định 47\.pdf/);
  const item = new URL(editor.url()).pathname.replace(/\/sua$/, '');
  await editor.goto(url('quantri', item));
  await editor.getByRole('button', { name: 'Gửi duyệt' }).first().click();
  const board = await person('truongban.ducthang');
  for (const step of ['Duyệt', 'Đăng']) {
    await board.goto(url('quantri', item));
    const promise = board.locator('input[name=cam-ket]');
    if (await promise.count()) await promise.first().check();
    await board.getByRole('button', { name: new RegExp(`^${step}`) }).first().click();
    await board.waitForLoadState();
  }
  const reader = await (await browser.newContext({ viewport: { width: 390, height: 800 } })).newPage();
  const search = url('ducthang.hiephoa', `/tim-kiem?q=${encodeURIComponent('ho tro muoi hai trieu dong moi ho ngheo sua chua nha o')}`);
  await until('the second page is found', async () => {
    await reader.goto(search);
    return (await reader.content()).includes('#page=2');
  });
  assert.match(await reader.locator('.passage').first().innerText(), /trang 2[\s\S]*Nhận dạng tự động/);
  assert.deepEqual(await faults(reader, 'search-in-files'), []);
  const file = reader.locator('a[href*="#page=2"]').first();
  const address = await file.getAttribute('href');
  const served = await headersOf(new URL(address, search));
  assert.equal(served['content-type'], 'application/pdf');
  assert.match(served['content-disposition'], /^inline;.*filename\*=UTF-8''Quy%E1%BA%BFt/);
  await reader.getByRole('link', { name: /Đọc chữ/ }).first().click();
  assert.match(await reader.locator('.file-text').innerText(), /mười hai triệu đồng/);
  assert.match((await reader.locator('.file-text mark').allInnerTexts()).join(' '), /mười hai triệu đồng/);
  assert.deepEqual(await faults(reader, 'file-text'), []);
});
