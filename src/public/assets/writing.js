// Nothing typed is lost: kept on this machine at once, on the server every few seconds, and told in one line.
// The form works without this.
(() => {
  'use strict';
  const form = document.getElementById('soan');
  const host = document.getElementById('soan-thao');
  if (!form || !host || !window.fetch) return;
  const aid = host.dataset;
  const body = () => document.getElementById('noi-dung-chu') || document.getElementById('noi-dung');
  const status = document.getElementById('soan-tu-luu');
  const notice = document.getElementById('soan-bao');
  const csrf = form.elements.csrf.value;
  const base = `soan:${aid.key}`;
  // What was never saved may be written in several tabs at once: each has a key of its own.
  const fresh = aid.place.startsWith('moi-');
  let key = fresh ? `${base}/${aid.place}` : base;
  const QUIET = 2500;
  const LONGEST = 10000;
  const KEEP = 14 * 24 * 3600 * 1000;

  // Tokens and buttons are of this page, not of the text.
  const NOT_TEXT = new Set(['csrf', 'ban', 'phien-ban', 'viec']);
  const fields = () => [...new FormData(form).entries()].filter(([name, value]) => !NOT_TEXT.has(name) && typeof value === 'string');
  const version = () => Number(form.elements['phien-ban'].value);

  const say = (text, link) => {
    notice.replaceChildren(text);
    if (link) {
      const a = document.createElement('a');
      a.href = link.href;
      a.textContent = link.words;
      notice.append(' ', a);
    }
    notice.hidden = !text;
  };

  // ---- on this machine
  const attempt = (work, otherwise = null) => {
    try { return work(); } catch { return otherwise; }
  };
  const read = (name) => attempt(() => JSON.parse(localStorage.getItem(name)));
  const drop = (name) => attempt(() => localStorage.removeItem(name));
  const names = () => attempt(() => Object.keys(localStorage), []).filter((name) => name.startsWith('soan:'));
  const inTab = {
    get: (name) => attempt(() => sessionStorage.getItem(name)),
    set: (name, value) => attempt(() => sessionStorage.setItem(name, value)),
    drop: (name) => attempt(() => sessionStorage.removeItem(name)),
  };
  const keep = (more) => attempt(() => localStorage.setItem(key, JSON.stringify({
    at: Date.now(), version: version(), place: aid.place, fields: fields(), sent: false, synced: false, ...more,
  })));

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const opened = fields();
  const clock = (at) => new Date(at).toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' });
  let changedAt = 0;
  let timer = null;
  let running = false;
  let again = false;

  function put(kept, name) {
    for (const [field, value] of kept.fields) {
      const input = form.elements[field];
      if (input && 'value' in input) input.value = value;
    }
    form.elements['phien-ban'].value = kept.version;
    form.elements.ban.value = kept.place;
    aid.place = kept.place;
    key = name;
    body().dispatchEvent(new CustomEvent('soan:khoi-phuc'));
    changed();
  }

  const button = (words, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'button quiet';
    made.textContent = words;
    made.addEventListener('click', act);
    return made;
  };

  // What may be of another tab, or was sent off: the person decides.
  function offer(kept, name) {
    const box = document.createElement('div');
    box.className = 'note warn kept';
    const [, title] = kept.fields.find(([field]) => field === 'tieu-de' || field === 'trich-yeu') || ['', ''];
    const about = title ? `: “${title}”` : '';
    const text = document.createElement('p');
    text.textContent = kept.sent
      ? `Nội dung gửi lúc ${clock(kept.at)}${about} còn được giữ trên máy này. Nếu đã thấy trong danh sách thì bấm Bỏ.`
      : `Có nội dung chưa lưu soạn lúc ${clock(kept.at)}${about} trên máy này.`;
    box.append(text, button('Khôi phục', () => { box.remove(); put(kept, name); }), button('Bỏ', () => { box.remove(); drop(name); }));
    document.querySelector('main .top').after(box);
  }

  function recover() {
    // What nobody came back for does not stay on a shared machine.
    for (const name of names()) if (!(Date.now() - (read(name)?.at ?? 0) < KEEP)) drop(name);
    if (aid.refused) return;
    const asked = new URLSearchParams(location.search);
    const own = fresh && !asked.has('ban') ? inTab.get(base) : null;
    const name = read(key) ? key : own ?? key;
    const kept = read(name);
    // Sent off from this very page, which is shown again and not refused: it came through, changed or not.
    const answered = inTab.get('soan:gui') === name && attempt(() => new URL(document.referrer).pathname) === location.pathname;
    inTab.drop('soan:gui');
    if (kept && kept.sent && !fresh && (version() > kept.version || answered)) {
      drop(name);
    } else if (kept && same(kept.fields, opened)) {
      if (!kept.sent) drop(name);
    } else if (kept && kept.sent) {
      offer(kept, name);
    } else if (kept && !kept.synced) {
      put(kept, name);
      notice.replaceChildren(
        `Đã khôi phục nội dung chưa lưu, soạn lúc ${clock(kept.at)} trên máy này. `,
        button('Bỏ nội dung này', () => {
          drop(key);
          location.reload();
        }),
      );
      notice.hidden = false;
    }
    if (!fresh) return;
    const listed = new Set([...document.querySelectorAll('input[name=cho]')].map((input) => input.value));
    for (const other of names().filter((known) => known.startsWith(`${base}/`) && known !== name && known !== key)) {
      const found = read(other);
      if (found && !found.sent && !(found.synced && listed.has(found.place))) offer(found, other);
    }
  }

  // ---- on the server
  function changed() {
    if (!changedAt) changedAt = Date.now();
    clearTimeout(timer);
    keep();
    if (fresh) inTab.set(base, key);
    const waited = Date.now() - changedAt;
    timer = setTimeout(save, Math.max(0, Math.min(QUIET, LONGEST - waited)));
  }

  async function save() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const now = fields();
    try {
      const answer = await fetch(aid.autosave, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf },
        body: JSON.stringify({ place: aid.place, kind: aid.kind, version: version(), fields: now }),
        keepalive: document.visibilityState === 'hidden' && JSON.stringify(now).length < 20000,
      });
      if (answer.status === 401) {
        say('Phiên làm việc đã kết thúc. Nội dung vẫn còn trên máy này.', { href: aid.signIn, words: 'Đăng nhập lại rồi soạn tiếp' });
      } else if (answer.status === 403) {
        say('Ông/bà đã đăng nhập lại ở nơi khác. Nội dung vẫn còn trên máy này.', { href: location.pathname, words: 'Mở lại biểu mẫu' });
      } else if (answer.status === 404 || answer.status === 409) {
        say('Bản này không còn ở trạng thái sửa được. Nội dung vẫn còn trên máy này; hãy chép lại trước khi đóng trang.');
      } else if (answer.status === 413) {
        say('Nội dung quá dài để tự lưu (không quá 2 MB). Hãy tách bài hoặc chuyển phần dài thành tệp đính kèm.');
      } else if (!answer.ok) {
        throw new Error(String(answer.status));
      } else {
        took(await answer.json(), now);
      }
    } catch {
      say('Không kết nối được máy chủ. Ông/bà cứ soạn tiếp: nội dung được giữ trên máy này và sẽ tự lưu khi có mạng.');
      clearTimeout(timer);
      timer = setTimeout(save, 10000);
    }
    running = false;
    if (again) {
      again = false;
      changed();
    }
  }

  function took(answer, sent) {
    if (same(sent, fields())) {
      changedAt = 0;
      keep({ synced: true });
    }
    status.textContent = answer.saved_text;
    if (answer.stale) {
      say('Nội dung này vừa được người khác lưu. Khi bấm “Lưu”, ông/bà sẽ thấy cả hai bản; không bản nào bị mất.');
    } else if (notice.querySelector('a') || /máy chủ/.test(notice.textContent)) {
      say('');
    }
    missing(answer.missing);
  }

  function missing(reasons) {
    const box = document.getElementById('con-thieu-muc');
    const ready = document.getElementById('du-muc');
    box.hidden = !reasons.length;
    ready.hidden = reasons.length > 0;
    const words = `Còn thiếu ${reasons.length} mục`;
    const summary = box.querySelector('summary');
    if (summary.textContent !== words) summary.textContent = words;
    box.querySelector('ul').replaceChildren(...reasons.map(({ field, message, clause }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      const there = document.getElementById(field) ? field : field === 'tep' ? 'tep-kem' : 'noi-dung';
      link.href = `#${there}`;
      link.textContent = message;
      item.append(link);
      if (clause) {
        const muted = document.createElement('span');
        muted.className = 'muted';
        muted.textContent = clause;
        item.append(' ', muted);
      }
      return item;
    }));
  }

  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    if (event.submitter?.value === 'kiem-tra') return;
    keep({ sent: true });
    inTab.set(fresh ? 'soan:moi' : 'soan:gui', key);
  });
  window.addEventListener('online', () => { if (changedAt) save(); });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && changedAt) {
      clearTimeout(timer);
      save();
    }
  });
  // A link to a field opens the list over it no longer.
  document.getElementById('con-thieu-muc').addEventListener('click', (event) => {
    if (event.target.closest('a')) event.currentTarget.open = false;
  });
  // The form of something new was saved under another address by now: what it kept is done with.
  if (!fresh && inTab.get('soan:moi')) {
    drop(inTab.get('soan:moi'));
    inTab.drop('soan:moi');
  }
  recover();
})();
