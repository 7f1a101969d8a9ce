// Small forms over the page: a link, a table's caption, a picture with what must be said of it.

let count = 0;

// Asks for some fields; what was typed, or nothing where the person went back.
export function ask({ title, fields, confirm = 'Chèn', extra }) {
  return new Promise((resolve) => {
    count += 1;
    const dialog = document.createElement('dialog');
    dialog.className = 'soan-hop';
    dialog.setAttribute('aria-labelledby', `hop-${count}`);
    const form = document.createElement('form');
    form.method = 'dialog';
    form.noValidate = true;
    const heading = document.createElement('h2');
    heading.id = `hop-${count}`;
    heading.textContent = title;
    form.append(heading);
    const problem = document.createElement('p');
    problem.className = 'error';
    problem.setAttribute('role', 'alert');
    problem.hidden = true;
    form.append(problem);
    const inputs = {};
    for (const field of fields) {
      const box = document.createElement('div');
      box.className = 'field';
      const label = document.createElement('label');
      const input = document.createElement(field.choices ? 'select' : 'input');
      input.id = `hop-${count}-${field.name}`;
      label.htmlFor = input.id;
      label.textContent = field.label;
      for (const [value, words] of field.choices ?? []) input.append(new Option(words, value));
      if (!field.choices) input.type = 'text';
      input.value = field.value ?? '';
      inputs[field.name] = input;
      box.append(label);
      if (field.hint) {
        const hint = document.createElement('p');
        hint.className = 'hint';
        hint.id = `${input.id}-goi-y`;
        hint.textContent = field.hint;
        input.setAttribute('aria-describedby', hint.id);
        box.append(hint);
      }
      box.append(input);
      form.append(box);
    }
    const complain = (message, field) => {
      problem.textContent = message;
      problem.hidden = false;
      inputs[field]?.setAttribute('aria-invalid', 'true');
      inputs[field]?.focus();
    };
    const more = extra?.({ inputs, complain });
    if (more) heading.after(more);
    const row = document.createElement('p');
    row.className = 'choices';
    const button = (words, kind, name) => {
      const made = document.createElement('button');
      made.type = kind;
      made.className = name;
      made.textContent = words;
      row.append(made);
      return made;
    };
    button(confirm, 'submit', 'button');
    const back = button('Thôi', 'button', 'button quiet');
    form.append(row);
    dialog.append(form);
    document.body.append(dialog);
    let answer = null;
    back.addEventListener('click', () => dialog.close());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const typed = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value.trim()]));
      const wrong = fields.find((field) => field.check?.(typed[field.name], typed));
      if (wrong) {
        complain(wrong.check(typed[wrong.name], typed), wrong.name);
        return;
      }
      answer = typed;
      dialog.close();
      // At once: a key typed now belongs to the text, not to the tool that opened this.
      document.getElementById('noi-dung')?.focus();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
    (fields.length ? inputs[fields[0].name] : back).focus();
  });
}

const size = (bytes) => (bytes > 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);

// Chooses one of the site's files or brings a new one.
export function picker({ aid, csrf, kinds, accept, into }) {
  return ({ inputs, complain }) => {
    const box = document.createElement('div');
    box.className = 'soan-tep';
    const search = document.createElement('input');
    search.type = 'search';
    search.id = `tim-tep-${count}`;
    const label = document.createElement('label');
    label.htmlFor = search.id;
    label.textContent = 'Tìm trong tệp của trang';
    const list = document.createElement('ul');
    list.className = 'plain';
    list.setAttribute('aria-label', 'Tệp của trang');
    const more = document.createElement('button');
    more.type = 'button';
    more.className = 'button quiet';
    more.textContent = 'Các tệp cũ hơn';
    more.hidden = true;
    const upload = document.createElement('input');
    upload.type = 'file';
    upload.id = `tep-moi-${count}`;
    upload.accept = accept;
    const uploadLabel = document.createElement('label');
    uploadLabel.htmlFor = upload.id;
    uploadLabel.textContent = 'Hoặc tải tệp mới lên (không quá 50 MB)';
    const said = document.createElement('p');
    said.className = 'hint';
    said.setAttribute('role', 'status');
    box.append(label, search, list, more, uploadLabel, upload, said);

    const choose = (file) => {
      inputs[into].value = file.url;
      inputs[into].dataset.media = file.media_type;
      said.textContent = `Đã chọn: ${file.name}`;
      for (const item of list.querySelectorAll('button')) item.setAttribute('aria-pressed', String(item.dataset.url === file.url));
    };
    let next = null;
    const load = async (fresh) => {
      const query = new URLSearchParams({ loai: kinds, ten: search.value });
      if (!fresh && next) query.set('truoc', next);
      try {
        const answer = await fetch(`${aid.files}?${query}`, { headers: { accept: 'application/json' } });
        if (!answer.ok) throw new Error(String(answer.status));
        const found = await answer.json();
        if (fresh) list.replaceChildren();
        for (const file of found.files) {
          const item = document.createElement('li');
          const button = document.createElement('button');
          button.type = 'button';
          button.className = 'link';
          button.dataset.url = file.url;
          button.setAttribute('aria-pressed', 'false');
          if (file.media_type.startsWith('image/')) {
            const picture = document.createElement('img');
            picture.src = file.url;
            picture.alt = '';
            picture.loading = 'lazy';
            button.append(picture);
          }
          button.append(`${file.name} (${size(file.bytes)})`);
          button.addEventListener('click', () => choose(file));
          item.append(button);
          list.append(item);
        }
        next = found.next;
        more.hidden = !next;
        if (!list.children.length) said.textContent = 'Chưa có tệp phù hợp; hãy tải tệp mới lên.';
      } catch {
        said.textContent = 'Không lấy được danh sách tệp; kiểm tra mạng rồi thử lại.';
      }
    };
    let timer;
    search.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => load(true), 250);
    });
    more.addEventListener('click', () => load(false));
    upload.addEventListener('change', async () => {
      if (!upload.files[0]) return;
      said.textContent = 'Đang tải lên…';
      const sent = await send(aid, csrf, upload.files[0], (share) => { said.textContent = `Đang tải lên… ${share}%`; });
      if (sent.url) {
        choose(sent);
        await load(true);
        choose(sent);
      } else {
        said.textContent = '';
        complain(sent.message);
      }
    });
    load(true);
    return box;
  };
}

// Brings a file to the site, saying how far it is.
export function send(aid, csrf, file, progress = () => {}) {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append('csrf', csrf);
    form.append('tep', file, file.name || 'anh.png');
    const request = new XMLHttpRequest();
    request.open('POST', aid.upload);
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(Math.round((100 * loaded) / total)));
    request.addEventListener('load', () => {
      try {
        const answer = JSON.parse(request.responseText);
        resolve(answer.url ? answer : { message: answer.error?.message ?? 'Tệp không được nhận.' });
      } catch {
        resolve({ message: request.status === 413 ? 'Tệp lớn hơn mức 50 MB.' : 'Không tải lên được; hãy đăng nhập lại rồi thử.' });
      }
    });
    request.addEventListener('error', () => resolve({ message: 'Mất mạng khi tải lên; hãy thử lại.' }));
    request.send(form);
  });
}
