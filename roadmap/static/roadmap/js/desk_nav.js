/* On a narrow screen the desk's tabs are one row that scrolls: the one that is open stands in sight. */

const [row, open] = [".desk-nav", ".desk-nav [aria-current]"].map((each) => document.querySelector(each));
if (open) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
