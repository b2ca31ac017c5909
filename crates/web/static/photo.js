// Sends a photo in small pieces and goes on where a broken line left off. Without this script the form sends it whole.
(() => {
  const form = document.querySelector('form[data-pieces]');
  if (!form) return;
  const PIECE = 48 * 1024, TRIES = 20;
  const input = form.elements.photo, said = document.getElementById('sent');
  const button = form.querySelector('button.main');
  const { pieces, sent, waiting, stopped, most, large } = form.dataset;

  // What the server refuses in words, the form sends again the ordinary way, so that its page says them.
  class Refused extends Error {}

  const ask = async (to, body) => {
    const answer = await fetch(to, { method: 'POST', body, redirect: 'error', credentials: 'same-origin' });
    if (answer.ok || answer.status === 409) return answer.json();
    if (answer.status < 500) throw new Refused();
    throw new Error();
  };
  const ready = seconds => new Promise(go => {
    setTimeout(go, seconds * 1000);
    addEventListener('online', go, { once: true });
  });

  const send = async file => {
    const csrf = form.elements.csrf.value;
    const mark = [file.name, file.lastModified].join(' ').slice(-200);
    const begin = new URLSearchParams({ csrf, size: file.size, mark });
    let at = null;
    for (let tries = 0; at === null || at.offset < file.size;) {
      try {
        if (at === null) {
          at = await ask(pieces, begin);
        } else {
          const body = new FormData();
          body.append('csrf', csrf);
          body.append('offset', at.offset);
          body.append('piece', file.slice(at.offset, at.offset + PIECE));
          at = await ask(`${pieces}/${at.upload}`, body);
        }
        tries = 0;
        said.textContent = sent.replace('%', Math.floor(at.offset * 100 / file.size));
      } catch (error) {
        if (error instanceof Refused || error instanceof SyntaxError || ++tries > TRIES) throw error;
        said.textContent = waiting;
        await ready(Math.min(2 ** tries / 4, 30));
      }
    }
    return at.upload;
  };

  form.addEventListener('submit', async event => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    if (file.size > most) {
      said.textContent = large;
      return;
    }
    button.disabled = true;
    try {
      const upload = document.createElement('input');
      upload.type = 'hidden';
      upload.name = 'upload';
      upload.value = await send(file);
      form.append(upload);
      input.disabled = true;
      form.submit();
    } catch (error) {
      button.disabled = false;
      if (error instanceof Refused || error instanceof SyntaxError) form.submit();
      else said.textContent = stopped;
    }
  });
})();
