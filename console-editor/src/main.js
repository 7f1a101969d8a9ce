// The rich editor in place of the plain field; the field stays the form's, and the form works without all this.
import { Editor } from '@tiptap/core';
import { extensions } from './schema.js';
import { toolbar } from './toolbar.js';
import { paster } from './paste.js';
import { countWords } from './words.js';

const host = document.getElementById('soan-thao');
const plain = document.getElementById('noi-dung');
const form = document.getElementById('soan');
if (host && plain && form) start();

function start() {
  const aid = host.dataset;
  const csrf = form.elements.csrf.value;
  const way = form.elements['dang-noi-dung'];
  const field = plain.closest('.field');
  const label = field.querySelector('label');
  const notice = document.getElementById('soan-bao');
  const tell = (text) => {
    notice.textContent = text;
    notice.hidden = !text;
  };

  plain.id = 'noi-dung-chu';
  label.htmlFor = plain.id;
  label.id = 'noi-dung-ten';
  const described = plain.getAttribute('aria-describedby');
  const words = document.createElement('p');
  words.className = 'muted small';
  words.id = 'noi-dung-dem';

  let editor;
  const onPaste = paster({ aid, csrf, tell, editor: () => editor });
  const mount = document.createElement('div');
  mount.className = 'soan-o prose';
  editor = new Editor({
    element: mount,
    extensions: extensions(onPaste),
    injectCSS: false,
    content: aid.html,
    editorProps: {
      attributes: {
        id: 'noi-dung',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': label.id,
        'aria-describedby': [words.id, described].filter(Boolean).join(' '),
        spellcheck: 'true',
        lang: 'vi',
      },
      handleKeyDown(view, event) {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
          event.preventDefault();
          tools.link();
          return true;
        }
        // Alt+F10 leads to the tools, as in other editors; Escape there leads back.
        if (event.altKey && event.key === 'F10') {
          tools.bar.querySelector('button[tabindex="0"]').focus();
          return true;
        }
        return false;
      },
    },
  });
  const tools = toolbar({ editor, aid, csrf });
  if (field.classList.contains('wrong')) editor.view.dom.setAttribute('aria-invalid', 'true');

  const count = () => { words.textContent = `${countWords(editor.getText({ blockSeparator: '\n' })).toLocaleString('vi-VN')} từ`; };
  // Nothing is written into the field until something was typed: what was not touched is sent as it came.
  const write = () => {
    plain.value = editor.isEmpty ? '' : editor.getHTML();
    way.value = 'html';
    plain.dispatchEvent(new Event('input', { bubbles: true }));
    count();
  };
  editor.on('update', write);
  count();

  plain.hidden = true;
  plain.tabIndex = -1;
  plain.before(tools.bar, mount);
  mount.after(words);
  label.addEventListener('click', () => editor.commands.focus());
  const help = document.getElementById('cach-viet');
  if (help) help.hidden = true;
  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('a[href="#noi-dung"]')) return;
    event.preventDefault();
    editor.commands.focus();
    mount.scrollIntoView({ block: 'center' });
  });

  // The text that the browser kept, put back by the form's other script.
  plain.addEventListener('soan:khoi-phuc', async () => {
    let html = plain.value;
    if (way.value !== 'html') {
      try {
        const answer = await fetch(aid.clean, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
          body: JSON.stringify({ markdown: plain.value }),
        });
        if (!answer.ok) throw new Error(String(answer.status));
        html = (await answer.json()).html;
      } catch {
        // The plain field shows it as it is.
        tools.bar.remove();
        mount.remove();
        words.remove();
        plain.hidden = false;
        plain.id = 'noi-dung';
        label.htmlFor = plain.id;
        return;
      }
    }
    editor.commands.setContent(html, { emitUpdate: false });
    count();
  });
  form.dataset.editor = 'rich';
  form.dispatchEvent(new CustomEvent('soan:san-sang'));
}
