"""How the what-if table is laid out: readable on a projector, in one column where it is narrow."""

from __future__ import annotations

STYLE = """<style>
.ipr-hva-hvis{display:flex;flex-flow:row wrap;gap:1rem 2rem;align-items:flex-start;\
overflow:visible}
.ipr-felt{flex:1 1 18rem;max-width:36rem;min-width:0;overflow:visible}
.ipr-virkning{flex:2 1 28rem;min-width:0;overflow:visible}
.ipr-felt .lm-TabBar-content{flex-wrap:wrap}
.ipr-felt .lm-TabBar-tab{flex:0 0 auto!important;max-width:none!important;min-width:0!important;\
height:auto!important;padding:.35rem .7rem!important;color:#1c232b!important;font-size:1rem}
.ipr-felt .lm-TabBar-tab.lm-mod-current{font-weight:600}
.ipr-felt .lm-TabBar-tabLabel{overflow:visible}
.ipr-felt .widget-tab-contents{max-height:30rem;overflow-y:auto!important;box-sizing:border-box}
.ipr-felt .widget-text,.ipr-felt .widget-dropdown,.ipr-felt .widget-datepicker\
{flex-flow:column;align-items:stretch;width:auto;height:auto;margin:.2rem 2px .3rem}
.ipr-felt .widget-label{width:auto!important;max-width:none;text-align:left;white-space:normal;\
line-height:1.35;height:auto;font-size:1rem;color:#1c232b}
.ipr-felt input,.ipr-felt select{flex:none!important;width:100%!important;font-size:1rem!important;\
height:2.2rem!important;border:1px solid #5b646e!important;border-radius:3px;box-sizing:border-box}
.ipr-felt input:focus,.ipr-felt select:focus{outline:3px solid #1b5e9b;outline-offset:1px}
.ipr-felt input::placeholder{color:#5b646e!important;opacity:1}
.ipr-felt .jupyter-button{width:auto;height:2.3rem;font-size:1rem;border:1px solid #5b646e;\
margin:.4rem 2px}
.ipr-felt .widget-html{margin:0 2px}
.ipr-feil{font-size:1rem;color:#8f1d1d;font-weight:600;margin:0;line-height:1.35}
.ipr-virkning figure{margin:.5rem 0}
.ipr-virkning .scroll{margin-top:1rem}
.ipr-virkning figure svg{max-width:100%;height:auto}
.ipr-virkning .ipr{font-size:1rem}
.ipr-virkning .verdict{font-size:1.4rem;font-weight:600;margin:0}
.ipr-virkning .answer{font-size:1.15rem;margin:.5rem 0}
</style>"""
