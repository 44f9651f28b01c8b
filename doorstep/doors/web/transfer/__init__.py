"""外单导入: a file of another system, its columns, a look before anything is opened, progress, and what is wrong with which row."""
