// Pastes go through the server's cleaning, the same as whatever else comes in; offline they come as plain text.
import { DOMParser as Reader, Slice } from '@tiptap/pm/model';
import { Selection } from '@tiptap/pm/state';
import { send } from './dialogs.js';

const OWN = /data-pm-slice/u;
// Signs with which old Vietnamese encodings show where Unicode is expected.
const ODD = /[\u00a1-\u00ff]/u;

export function paster({ aid, csrf, tell, editor }) {
  return (view, event) => {
    const data = event.clipboardData;
    if (!data) return false;
    const html = data.getData('text/html');
    const text = data.getData('text/plain');
    const pictures = [...data.files].filter((file) => file.type.startsWith('image/'));
    if (OWN.test(html) || (!html && !pictures.length && !ODD.test(text))) return false;
    event.preventDefault();
    (async () => {
      if (html || text) await clean(view, html, text);
      // Word sends a picture of the text beside the text: only a paste of nothing else is a picture.
      if (!html && !text) for (const file of pictures) await picture(file);
      else if (pictures.length && /<img[^>]+src=["']?(?:file|blob|data):/iu.test(html)) for (const file of pictures) await picture(file);
    })();
    return true;
  };

  async function clean(view, html, text) {
    let answer;
    try {
      const response = await fetch(aid.clean, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
        body: JSON.stringify({ html, text }),
      });
      if (!response.ok) throw new Error(String(response.status));
      answer = await response.json();
    } catch {
      plain(view, text);
      tell('Không kết nối được máy chủ: nội dung dán được giữ dạng chữ thường.');
      return;
    }
    const page = new window.DOMParser().parseFromString(answer.html, 'text/html');
    const slice = Reader.fromSchema(view.state.schema).parseSlice(page.body, { preserveWhitespace: false });
    view.dispatch(placed(view.state, slice).scrollIntoView().setMeta('paste', true));
    if (answer.notes.length) tell(answer.notes.join(' '));
  }

  // Into an empty paragraph whole blocks come as they are; into a line they join it.
  function placed({ tr, selection }, slice) {
    const { $from, empty } = selection;
    if (!empty || !$from.parent.isTextblock || $from.parent.content.size || !slice.content.firstChild?.isBlock) return tr.replaceSelection(slice);
    const end = $from.after();
    tr.replaceRange($from.before(), end, new Slice(slice.content, 0, 0));
    return tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map(end)), -1));
  }

  function plain(view, text) {
    const { schema } = view.state;
    const lines = text.split(/\r?\n/u).filter((line) => line.trim());
    const nodes = lines.map((line) => schema.nodes.paragraph.create(null, schema.text(line)));
    let { tr } = view.state;
    for (const node of nodes) tr = tr.replaceSelectionWith(node, false);
    view.dispatch(tr.scrollIntoView());
  }

  async function picture(file) {
    tell('Đang tải ảnh lên…');
    const sent = await send(aid, csrf, file);
    if (sent.url) {
      editor().chain().focus().insertContent({ type: 'figure', attrs: { kind: 'img', src: sent.url } }).run();
      tell('Ảnh đã được tải lên. Hãy ghi lời mô tả, tác giả và nguồn: chọn ảnh rồi bấm “Ảnh”.');
    } else {
      tell(sent.message);
    }
  }
}
