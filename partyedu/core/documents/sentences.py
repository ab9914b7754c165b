"""What a person reads about a file; whoever shows a sentence translates it. The child process never loads this."""

from partyedu.core.words import N_

from .kinds import Note, Reason

REASONS: dict[Reason, str] = {
    Reason.NOT_ALLOWED: N_(
        "这里收 Word（.docx）、PDF、幻灯片（.pptx）、文本（.txt、.md）和照片（.jpg、.png）。请换成其中一种再上传。"
    ),
    Reason.NOT_WHAT_IT_SAYS: N_("文件的内容和它的后缀名对不上。请用原来的软件打开，另存一份，再上传。"),
    Reason.EMPTY: N_("这是一个空文件，里面什么都没有。请看看是不是选错了。"),
    Reason.TOO_LARGE: N_("文件太大了。请把里面的图片压缩一下，或者分成几份再上传。"),
    Reason.TOO_MANY_PIXELS: N_("这张图片的尺寸太大了，超过了 5000 万像素。请缩小以后再上传。"),
    Reason.ENCRYPTED: N_("文件设了密码，这里打不开。请去掉密码，再上传。"),
    Reason.DAMAGED: N_("文件打不开，可能没有传完，也可能已经损坏。请先在自己的电脑上打开看看，再上传一次。"),
    Reason.BOMB: N_("文件展开以后大得不正常，或者藏着不该有的内容，为了安全没有收下。请另存一份，再上传。"),
    Reason.TOO_SLOW: N_("这份文件在规定的时间里没有读完。请稍后再试；还不行，就分成几份再上传。"),
    Reason.NOT_PLAYED: N_("这段视频的编码浏览器放不出来。请在手机或电脑上另存为 MP4（H.264），再上传。"),
}

NOTES: dict[Note, str] = {
    Note.PICTURES_DROPPED: N_("文件里的图片没有显示在这里，请下载原文件查看。"),
    Note.CUT_SHORT: N_("内容很长，这里只显示前面一部分，请下载原文件查看全文。"),
    Note.CHARACTERS_REPLACED: N_("有几个字认不出来，用“�”代替了。"),
    Note.NO_TEXT: N_("文件里没有找到文字，可能是扫描件或者图片。"),
    Note.NO_PREVIEW: N_("第一页的图片没有画出来，请下载原文件查看。"),
    Note.PARTS_UNREADABLE: N_("有几页读不出来，请下载原文件查看。"),
}
