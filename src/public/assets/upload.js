// Uploads with a visible percentage; without this script the same form is sent the plain way.
const watch = (form) => {
  const input = form.querySelector('input[type=file]'), button = form.querySelector('button[type=submit]');
  const make = (name, className) => Object.assign(document.createElement(name), { className });
  const bar = make('progress', 'upload-bar'), said = make('p', 'upload-said'), stop = make('button', 'button quiet');
  Object.assign(bar, { max: 100, value: 0, hidden: true });
  Object.assign(stop, { type: 'button', textContent: 'Dừng tải', hidden: true });
  bar.setAttribute('aria-label', 'Đã tải lên');
  said.setAttribute('role', 'status');
  button.after(bar, said, stop);

  const rest = (text) => {
    button.disabled = false;
    bar.hidden = stop.hidden = true;
    said.textContent = text;
  };
  form.addEventListener('submit', (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    const limits = Object.fromEntries(form.dataset.most.split(' ').map((limit) => limit.split(':')));
    const most = Number(limits[file.type.split('/')[0]] ?? limits.file);
    if (file.size > most * 1024 * 1024) {
      rest(`Tệp ${file.name} lớn hơn mức ${most} MB. Hãy giảm dung lượng rồi chọn lại.`);
      return;
    }
    const request = new XMLHttpRequest();
    let told = -1;
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = Math.floor((loaded / total) * 100);
      bar.value = percent;
      // Screen readers hear every tenth, the eye sees every one.
      if (percent === 100) said.textContent = 'Đã gửi xong, máy chủ đang kiểm tra tệp…';
      else if (Math.floor(percent / 10) !== told) said.textContent = `Đã tải ${percent}%`;
      told = Math.floor(percent / 10);
    };
    request.onload = () => {
      const seen = new DOMParser().parseFromString(request.responseText, 'text/html');
      const main = seen.querySelector('main');
      if (request.responseURL !== form.action && request.status < 400) location.assign(request.responseURL);
      // A page with a text being written keeps it, and only hears why.
      else if (form.dataset.upload === 'stay') rest(seen.querySelector('#tep-loi, main p')?.textContent ?? 'Máy chủ không nhận tệp.');
      else if (main) {
        document.querySelector('main').replaceWith(main);
        document.title = seen.title;
        main.querySelectorAll('form[data-upload]').forEach(watch);
        main.focus();
      } else rest('Máy chủ không nhận tệp. Hãy thử lại.');
    };
    request.onerror = () => rest('Mất kết nối, tệp chưa được tải lên. Những gì đã ghi còn nguyên; hãy bấm Tải lên lần nữa.');
    request.onabort = () => rest('Đã dừng. Tệp chưa được tải lên.');
    stop.onclick = () => request.abort();
    button.disabled = true;
    bar.hidden = stop.hidden = false;
    bar.value = 0;
    request.open('POST', form.action);
    request.send(new FormData(form));
  });
};
document.querySelectorAll('form[data-upload]').forEach(watch);
