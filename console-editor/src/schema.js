// What a text may hold: exactly what the server's cleaning lets through, so that nothing is lost on either way.
import { Extension, Mark, Node } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Plugin } from '@tiptap/pm/state';

export const ALIGNMENTS = ['can-giua', 'can-phai', 'can-deu'];

const Alignment = Extension.create({
  name: 'alignment',
  addGlobalAttributes() {
    return [{
      types: ['paragraph', 'tableCell', 'tableHeader'],
      attributes: {
        align: {
          default: null,
          parseHTML: (element) => ALIGNMENTS.find((name) => element.classList.contains(name)) ?? null,
          renderHTML: ({ align }) => (align ? { class: align } : {}),
        },
      },
    }];
  },
});

const simpleMark = (tag, attributes = []) => Mark.create({
  name: `mark-${tag}`,
  addAttributes() {
    return Object.fromEntries(attributes.map((name) => [name, { default: null }]));
  },
  parseHTML() { return [{ tag }]; },
  renderHTML({ HTMLAttributes }) { return [tag, HTMLAttributes, 0]; },
});

const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: '',
        parseHTML: (element) => element.querySelector(':scope > caption')?.textContent?.trim() ?? '',
        renderHTML: () => ({}),
      },
    };
  },
  parseHTML() {
    return [{ tag: 'table' }, { tag: 'caption', ignore: true }];
  },
  renderHTML({ node }) {
    const body = ['tbody', 0];
    return node.attrs.caption
      ? ['table', ['caption', { contenteditable: 'false' }, node.attrs.caption], body]
      : ['table', body];
  },
  addNodeView() { return null; },
});

// A picture, film or sound of our own files, with what must be said of it.
export const Figure = Node.create({
  name: 'figure',
  group: 'block',
  atom: true,
  draggable: true,
  selectable: true,
  addAttributes() {
    const plain = { default: '', renderHTML: () => ({}) };
    return { kind: { ...plain, default: 'img' }, src: plain, alt: plain, caption: plain, author: plain, source: plain, width: plain, height: plain };
  },
  parseHTML() {
    const shown = (element) => (element.matches('img, video, audio') ? element : element.querySelector('img, video, audio'));
    const getAttrs = (element) => {
      const media = shown(element);
      const src = media?.getAttribute('src') ?? '';
      if (!src.startsWith('/tep/')) return false;
      const caption = element.querySelector('figcaption');
      const credit = (name) => caption?.querySelector(`.${name}`)?.textContent?.trim() ?? '';
      const words = caption?.cloneNode(true);
      words?.querySelectorAll('.tac-gia, .nguon-anh').forEach((span) => span.remove());
      return {
        kind: media.tagName.toLowerCase(),
        src,
        alt: media.getAttribute('alt') ?? media.getAttribute('title') ?? '',
        width: media.getAttribute('width') ?? '',
        height: media.getAttribute('height') ?? '',
        caption: words?.textContent?.replace(/\s+/gu, ' ').trim() ?? '',
        author: credit('tac-gia'),
        source: credit('nguon-anh'),
      };
    };
    return [{ tag: 'figure', getAttrs }, { tag: 'img[src]', getAttrs }, { tag: 'video[src]', getAttrs }, { tag: 'audio[src]', getAttrs }];
  },
  renderHTML({ node }) {
    const { kind, src, alt, caption, author, source, width, height } = node.attrs;
    const size = { ...(width && { width }), ...(height && { height }) };
    const media = kind === 'img'
      ? ['img', { src, alt, ...size }]
      : [kind, { src, title: alt, controls: '', preload: 'none', ...size }];
    const words = [];
    if (caption) words.push(caption);
    if (author) words.push(`${words.length ? ' ' : ''}`, ['span', { class: 'tac-gia' }, author]);
    if (source) words.push(' ', ['span', { class: 'nguon-anh' }, source]);
    const shown = words.filter((word) => word !== '');
    return shown.length ? ['figure', media, ['figcaption', ...shown]] : ['figure', media];
  },
});

// What the editor has no form for is kept as it came.
const Kept = Node.create({
  name: 'kept',
  group: 'block',
  atom: true,
  addAttributes() {
    return { html: { default: '', parseHTML: (element) => element.outerHTML, renderHTML: () => ({}) } };
  },
  parseHTML() { return [{ tag: 'dl' }]; },
  renderHTML({ node }) {
    const page = new DOMParser().parseFromString(node.attrs.html, 'text/html');
    for (const element of page.body.querySelectorAll('*')) {
      if (!element.matches('dl, dt, dd, p, a, strong, b, em, i, u, br, ul, ol, li')) element.replaceWith(...element.childNodes);
      for (const { name, value } of [...element.attributes]) if (name !== 'href' || !mayLink(value)) element.removeAttribute(name);
    }
    return document.importNode(page.body.firstElementChild ?? page.createElement('p'), true);
  },
});

// An address that may stand in a link; the server says the same.
export const mayLink = (url) => /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/iu.test(url.trim());

export const extensions = (onPaste) => [
  StarterKit.configure({
    heading: { levels: [2, 3, 4, 5, 6] },
    link: {
      openOnClick: false,
      autolink: false,
      linkOnPaste: false,
      protocols: ['mailto', 'tel'],
      isAllowedUri: (url) => mayLink(url),
      HTMLAttributes: { target: null, rel: null },
    },
  }),
  Alignment,
  CaptionedTable.configure({ resizable: false, allowTableNodeSelection: true }),
  TableRow,
  TableCell.extend({ addAttributes() { const { colwidth, ...rest } = this.parent?.() ?? {}; return { ...rest, colwidth: { ...colwidth, renderHTML: () => ({}) } }; } }),
  TableHeader.extend({
    addAttributes() {
      const { colwidth, ...rest } = this.parent?.() ?? {};
      return { ...rest, colwidth: { ...colwidth, renderHTML: () => ({}) }, scope: { default: null } };
    },
  }),
  Figure,
  Kept,
  ...['sub', 'sup', 'small', 'q', 'ins', 'del'].map((tag) => simpleMark(tag)),
  simpleMark('abbr', ['title']),
  Extension.create({
    name: 'paste',
    // Before anything reads it: what is pasted is never parsed here as it came.
    addProseMirrorPlugins() { return [new Plugin({ props: { handleDOMEvents: { paste: (view, event) => onPaste(view, event) } } })]; },
  }),
];
