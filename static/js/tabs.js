// A row of tabs that is wider than the screen ([data-scrolls]) starts with the tab of the present page in the middle.
for (const row of document.querySelectorAll("[data-scrolls]")) {
  const current = row.querySelector("[aria-current]");
  if (!current || row.scrollWidth <= row.clientWidth) continue;
  const [tab, window] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += tab.left - window.left - (window.width - tab.width) / 2;
}
