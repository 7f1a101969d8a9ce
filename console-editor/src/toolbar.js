// One row of buttons with Vietnamese names, walked with the arrow keys and left with Tab.
import { ask, picker } from './dialogs.js';
import { ALIGNMENTS, mayLink } from './schema.js';

const needed = (message) => (value) => (value ? '' : message);

export function toolbar({ editor, aid, csrf }) {
  const bar = document.createElement('div');
  bar.className = 'soan-cong-cu';
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', 'Công cụ soạn thảo');
  bar.setAttribute('aria-controls', 'noi-dung');

  const align = (name) => {
    const now = editor.getAttributes('paragraph').align;
    editor.chain().focus().updateAttributes('paragraph', { align: now === name ? null : name }).run();
  };
  const chain = () => editor.chain().focus();
  const inTable = () => editor.isActive('table');

  const groups = [
    [
      ['Mục lớn', 'Mục lớn', () => chain().toggleHeading({ level: 2 }).run(), () => editor.isActive('heading', { level: 2 })],
      ['Mục vừa', 'Mục vừa', () => chain().toggleHeading({ level: 3 }).run(), () => editor.isActive('heading', { level: 3 })],
      ['Mục nhỏ', 'Mục nhỏ', () => chain().toggleHeading({ level: 4 }).run(), () => editor.isActive('heading', { level: 4 })],
    ],
    [
      ['Chữ đậm', 'Đậm', () => chain().toggleBold().run(), () => editor.isActive('bold'), 'Control+B'],
      ['Chữ nghiêng', 'Nghiêng', () => chain().toggleItalic().run(), () => editor.isActive('italic'), 'Control+I'],
      ['Gạch chân', 'Gạch chân', () => chain().toggleUnderline().run(), () => editor.isActive('underline'), 'Control+U'],
    ],
    [
      ['Danh sách chấm đầu dòng', '• Danh sách', () => chain().toggleBulletList().run(), () => editor.isActive('bulletList')],
      ['1. Danh sách đánh số', '1. Danh sách', () => chain().toggleOrderedList().run(), () => editor.isActive('orderedList')],
      ['Trích dẫn', 'Trích dẫn', () => chain().toggleBlockquote().run(), () => editor.isActive('blockquote')],
    ],
    [
      ['Căn giữa', 'Giữa', () => align(ALIGNMENTS[0]), () => editor.isActive({ align: ALIGNMENTS[0] })],
      ['Căn phải', 'Phải', () => align(ALIGNMENTS[1]), () => editor.isActive({ align: ALIGNMENTS[1] })],
    ],
    [
      ['Liên kết', 'Liên kết', link, () => editor.isActive('link'), 'Control+K'],
      ['Ảnh', 'Ảnh', () => figure('img'), () => editor.isActive('figure', { kind: 'img' })],
      ['Phim', 'Phim', () => figure('video'), () => editor.isActive('figure', { kind: 'video' })],
      ['Âm thanh', 'Âm thanh', () => figure('audio'), () => editor.isActive('figure', { kind: 'audio' })],
      ['Liên kết tới tệp', 'Tệp', file, () => false],
    ],
    [
      ['Chèn bảng', 'Bảng', table, () => false],
      ['Tên bảng', 'Tên bảng', caption, () => false, '', inTable],
      ['+ Hàng bên dưới', '+ Hàng', () => chain().addRowAfter().run(), () => false, '', inTable],
      ['− Hàng này', '− Hàng', () => chain().deleteRow().run(), () => false, '', inTable],
      ['+ Cột bên phải', '+ Cột', () => chain().addColumnAfter().run(), () => false, '', inTable],
      ['− Cột này', '− Cột', () => chain().deleteColumn().run(), () => false, '', inTable],
      ['Hàng tiêu đề trên cùng', 'Hàng tiêu đề', () => chain().toggleHeaderRow().run(), () => false, '', inTable],
      ['Cột tiêu đề bên trái', 'Cột tiêu đề', () => chain().toggleHeaderColumn().run(), () => false, '', inTable],
      ['Gộp/tách ô', 'Gộp/tách ô', () => chain().mergeOrSplit().run(), () => false, '', inTable],
      ['Bỏ bảng', 'Bỏ bảng', () => chain().deleteTable().run(), () => false, '', inTable],
    ],
    [
      ['Hoàn tác', 'Hoàn tác', () => chain().undo().run(), () => false, 'Control+Z', () => editor.can().undo()],
      ['Làm lại', 'Làm lại', () => chain().redo().run(), () => false, 'Control+Y', () => editor.can().redo()],
    ],
  ];

  async function link() {
    const { href = '' } = editor.getAttributes('link');
    const { from, to, empty } = editor.state.selection;
    const words = editor.state.doc.textBetween(from, to, ' ');
    const typed = await ask({
      title: 'Liên kết',
      confirm: 'Đặt liên kết',
      fields: [
        { name: 'href', label: 'Địa chỉ', value: href, hint: 'Ví dụ https://…, thư: mailto:…; để trống là bỏ liên kết.',
          check: (value) => (value && !mayLink(value) ? 'Địa chỉ phải bắt đầu bằng https://, http://, mailto:, tel: hoặc /.' : '') },
        ...(empty && !href ? [{ name: 'words', label: 'Chữ hiện ra', value: words, hint: 'Nói rõ liên kết dẫn tới đâu.', check: needed('Hãy ghi chữ hiện ra của liên kết.') }] : []),
      ],
    });
    if (!typed) return;
    if (!typed.href) chain().extendMarkRange('link').unsetLink().run();
    else if (typed.words) chain().insertContent([{ type: 'text', text: typed.words, marks: [{ type: 'link', attrs: { href: typed.href } }] }, { type: 'text', text: ' ' }]).run();
    else chain().extendMarkRange('link').setLink({ href: typed.href }).run();
  }

  async function figure(kind) {
    const now = editor.isActive('figure') ? editor.getAttributes('figure') : { kind };
    const picture = kind === 'img';
    const names = { img: ['Ảnh', 'anh', 'image/png,image/jpeg,image/webp'], video: ['Phim', 'phim', 'video/mp4'], audio: ['Âm thanh', 'tieng', 'audio/mpeg'] };
    const [title, kinds, accept] = names[kind];
    const typed = await ask({
      title: now.src ? `Sửa: ${title.toLowerCase()}` : title,
      confirm: now.src ? 'Sửa' : 'Chèn',
      fields: [
        { name: 'src', label: 'Tệp đã chọn', value: now.src ?? '', check: (value) => (value.startsWith('/tep/') ? '' : 'Hãy chọn hoặc tải lên một tệp của trang.') },
        { name: 'alt', label: picture ? 'Lời mô tả cho người không xem được ảnh' : 'Tên gọi', value: now.alt ?? '', check: needed(picture ? 'Hãy mô tả ảnh bằng lời.' : 'Hãy ghi tên gọi.') },
        { name: 'caption', label: 'Chú thích (không bắt buộc)', value: now.caption ?? '' },
        { name: 'author', label: 'Tác giả', value: now.author ?? '', hint: 'Bắt buộc theo Điều 8 Quy chế.', check: needed('Hãy ghi tác giả.') },
        { name: 'source', label: 'Nguồn', value: now.source ?? '', hint: 'Bắt buộc theo Điều 8 Quy chế.', check: needed('Hãy ghi nguồn.') },
      ],
      extra: picker({ aid, csrf, kinds, accept, into: 'src' }),
    });
    if (!typed) return;
    if (now.src) chain().updateAttributes('figure', typed).run();
    else chain().insertContent({ type: 'figure', attrs: { kind, ...typed } }).run();
  }

  async function file() {
    const typed = await ask({
      title: 'Liên kết tới tệp',
      fields: [
        { name: 'href', label: 'Tệp đã chọn', check: (value) => (value.startsWith('/tep/') ? '' : 'Hãy chọn hoặc tải lên một tệp của trang.') },
        { name: 'words', label: 'Chữ hiện ra', hint: 'Ví dụ: Kế hoạch số 12 (PDF).', check: needed('Hãy ghi chữ hiện ra của liên kết.') },
      ],
      extra: picker({ aid, csrf, kinds: '', accept: '', into: 'href' }),
    });
    if (typed) chain().insertContent([{ type: 'text', text: typed.words, marks: [{ type: 'link', attrs: { href: typed.href } }] }, { type: 'text', text: ' ' }]).run();
  }

  async function table() {
    const whole = (name, most) => (value) => (Number(value) >= 1 && Number(value) <= most ? '' : `${name} từ 1 đến ${most}.`);
    const typed = await ask({
      title: 'Chèn bảng',
      fields: [
        { name: 'caption', label: 'Tên bảng', hint: 'Nói bảng cho biết điều gì.' },
        { name: 'rows', label: 'Số hàng, kể cả hàng tiêu đề', value: '3', check: whole('Số hàng', 200) },
        { name: 'cols', label: 'Số cột', value: '3', check: whole('Số cột', 20) },
      ],
    });
    if (!typed) return;
    chain().insertTable({ rows: Number(typed.rows), cols: Number(typed.cols), withHeaderRow: true }).updateAttributes('table', { caption: typed.caption }).run();
  }

  async function caption() {
    const typed = await ask({
      title: 'Tên bảng',
      confirm: 'Đặt tên',
      fields: [{ name: 'caption', label: 'Tên bảng', value: editor.getAttributes('table').caption ?? '' }],
    });
    if (typed) chain().updateAttributes('table', typed).run();
  }

  const buttons = [];
  for (const group of groups) {
    const box = document.createElement('span');
    box.className = 'soan-nhom';
    for (const [name, words, act, active, keys = '', able] of group) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = words;
      button.setAttribute('aria-label', name);
      button.title = keys ? `${name} (${keys.replace('Control', 'Ctrl')})` : name;
      if (keys) button.setAttribute('aria-keyshortcuts', keys);
      button.tabIndex = buttons.length ? -1 : 0;
      button.addEventListener('click', () => {
        if (button.getAttribute('aria-disabled') !== 'true') act();
      });
      box.append(button);
      buttons.push({ button, active, able });
    }
    bar.append(box);
  }

  const seen = () => buttons.filter(({ button }) => !button.hidden);
  const focusAt = (index) => {
    const there = seen();
    const { button: chosen } = there[(index + there.length) % there.length];
    buttons.forEach(({ button }) => { button.tabIndex = button === chosen ? 0 : -1; });
    chosen.focus();
  };
  bar.addEventListener('keydown', (event) => {
    const at = seen().findIndex(({ button }) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Escape') editor.commands.focus();
    else if (to !== undefined) focusAt(to);
    else return;
    event.preventDefault();
  });

  // Toggles tell whether they hold where the cursor stands; what cannot be done there says so.
  const toggles = new Set([...groups[0], ...groups[1], ...groups[2], ...groups[3], ...groups[4].slice(0, 4)].map(([name]) => name));
  const refresh = () => {
    for (const { button, active, able } of buttons) {
      if (toggles.has(button.getAttribute('aria-label'))) button.setAttribute('aria-pressed', String(Boolean(active())));
      // Tools of a table stand there only within one.
      if (able === inTable) button.hidden = !able();
      else if (able) button.setAttribute('aria-disabled', String(!able()));
    }
    if (!seen().some(({ button }) => button.tabIndex === 0)) buttons[0].button.tabIndex = 0;
  };
  editor.on('transaction', refresh);
  refresh();
  return { bar, link };
}
