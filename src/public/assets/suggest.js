// Suggestions while typing: an ARIA 1.2 combobox over plain search fields, which work without it.
for (const input of document.querySelectorAll('input[data-suggest]')) {
  const make = (name, className, text = '') =>
    Object.assign(document.createElement(name), { className, textContent: text });
  const set = (node, values) => Object.entries(values).forEach((pair) => node.setAttribute(...pair));
  const list = make('ul', 'suggest plain'), said = make('p', 'unseen'), known = new Map();
  let timer, request, options = [], active = -1;
  list.id = input.id + '-goi-y';
  set(list, { role: 'listbox', 'aria-label': 'Gợi ý' });
  set(said, { role: 'status' });
  set(input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id });
  input.form.append(list, said);

  const mark = (at) => {
    active = at;
    options.forEach((option, i) => set(option, { 'aria-selected': i === at }));
    set(input, { 'aria-activedescendant': options[at]?.id ?? '' });
    options[at]?.scrollIntoView({ block: 'nearest' });
  };
  const show = (found) => {
    list.replaceChildren();
    options = found.map((one, i) => {
      const option = make('li', '');
      set(option, { id: list.id + i, role: 'option' });
      const where = one.kind_text + (one.site ? `, ${one.site}` : '');
      option.append(make('b', 'number', one.number ?? ''), make('span', '', one.title), make('small', '', where));
      option.onclick = () => location.assign(one.url);
      list.append(option);
      return option;
    });
    list.hidden = !found.length;
    set(input, { 'aria-expanded': !list.hidden });
    mark(-1);
  };
  const close = () => {
    clearTimeout(timer);
    request?.abort();
    said.textContent = '';
    show([]);
  };
  const ask = async () => {
    const typed = input.value.trim();
    request?.abort();
    if (typed.length < 2) return close();
    const mine = (request = new AbortController());
    try {
      if (!known.get(typed)) {
        const url = `${input.dataset.suggest}?q=${encodeURIComponent(typed)}`;
        known.set(typed, (await (await fetch(url, { signal: mine.signal })).json()).suggestions);
      }
      if (mine.signal.aborted) return;
      show(known.get(typed));
      said.textContent = options.length ? `${options.length} gợi ý, chọn bằng phím mũi tên` : 'Không có gợi ý';
    } catch {
      if (!mine.signal.aborted) close();
    }
  };

  close();
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener('keydown', (event) => {
    const { key } = event, count = options.length;
    if (!count || event.isComposing) return;
    if (key === 'Escape') close();
    else if (key === 'ArrowDown') mark((active + 1) % count);
    else if (key === 'ArrowUp') mark((active > 0 ? active : count) - 1);
    else if (key === 'Enter' && active >= 0) options[active].click();
    else return;
    event.preventDefault();
  });
  list.onmousedown = (event) => event.preventDefault();
  input.addEventListener('blur', close);
}
